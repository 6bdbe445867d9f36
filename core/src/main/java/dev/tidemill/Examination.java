package dev.tidemill;

import dev.tidemill.Diagnosis.Feature;
import dev.tidemill.Diagnosis.Host;
import dev.tidemill.Diagnosis.Limits;
import dev.tidemill.Diagnosis.Rings;
import dev.tidemill.Diagnosis.Storage;
import dev.tidemill.UnavailabilityCause.Limit;
import dev.tidemill.engine.EngineSettings;
import dev.tidemill.engine.portable.PortableEngine;
import dev.tidemill.engine.uring.UringEngine;
import dev.tidemill.engine.uring.UringRefused;
import dev.tidemill.engine.uring.UringReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Makes a [Diagnosis].
final class Examination {

    private final TidemillConfig config;
    private final EngineSettings settings;
    private Optional<UnavailabilityCause> refusal = Optional.empty();

    private Examination(TidemillConfig config) {
        this.config = config;
        this.settings = config.toEngineSettings();
    }

    static Diagnosis of(TidemillConfig config, Path directory) throws IOException, InterruptedException {
        return new Examination(config).diagnose(directory);
    }

    private Diagnosis diagnose(Path directory) throws IOException, InterruptedException {
        boolean accessGiven = Diagnosis.class.getModule().isNativeAccessEnabled(); // what follows gives it, and warns
        boolean portable = config.backend().equals(Optional.of(Backend.PORTABLE));
        Proc proc = Proc.ofThisProcess();
        Host host = host(proc);
        refusal = refusal();
        Optional<Rings> rings = refusal.isEmpty() ? rings() : Optional.empty();
        Storage storage = StorageExamination.of(directory, rings.isPresent());
        Limits limits = proc.limits();
        return new Diagnosis(
                host,
                portable || refusal.isPresent() ? Backend.PORTABLE : Backend.IO_URING,
                refusal,
                rings,
                limits,
                storage,
                new Prescription(config, refusal, rings, limits, storage, accessGiven).advice());
    }

    private static Host host(Proc proc) {
        return new Host(
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor") + ")",
                proc.container());
    }

    /// Why an engine like that of the configuration cannot be started, all its rings; found by
    /// starting one.
    private Optional<UnavailabilityCause> refusal() {
        var blocking = new PortableEngine(settings);
        try {
            new UringEngine(settings, blocking).close();
            return Optional.empty();
        } catch (UringRefused e) {
            blocking.close();
            return Optional.of(UringLimits.whichRefused(e));
        }
    }

    private Optional<Rings> rings() throws InterruptedException {
        try {
            UringReport report = UringReport.of(settings);
            return Optional.of(new Rings(
                    report.features().stream()
                            .map(feature -> new Feature(
                                    feature.name(),
                                    feature.since(),
                                    feature.isPresent(),
                                    feature.isImportant(),
                                    feature.without()))
                            .toList(),
                    report.opcodes(),
                    report.fileTable(),
                    report.locksDown()));
        } catch (UringRefused e) { // a moment ago there was one
            refusal = Optional.of(UringLimits.whichRefused(e));
        } catch (TimeoutException e) {
            refusal = Optional.of(new UnavailabilityCause(
                    Limit.OTHER, "the kernel does not answer when it is asked for a ring", "look at its log: dmesg"));
        }
        return Optional.empty();
    }
}
