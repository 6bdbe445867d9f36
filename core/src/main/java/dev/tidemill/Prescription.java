package dev.tidemill;

import dev.tidemill.Diagnosis.Advice;
import dev.tidemill.Diagnosis.Feature;
import dev.tidemill.Diagnosis.Limits;
import dev.tidemill.Diagnosis.Place;
import dev.tidemill.Diagnosis.Rings;
import dev.tidemill.Diagnosis.Storage;
import dev.tidemill.engine.EngineSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What to change on a machine, the most important first: only what somebody can change, and what
/// is worth it.
///
/// @param refusal why there are no rings, if there are none
/// @param nativeAccess whether the JVM was told to allow it
record Prescription(
        TidemillConfig config,
        Optional<UnavailabilityCause> refusal,
        Optional<Rings> rings,
        Limits limits,
        Storage storage,
        boolean nativeAccess) {

    /// Fewer than so many and a busy program runs out of them.
    private static final long FEW_DESCRIPTORS = 4096;

    private static final String FILE_TABLE = "FILE_TABLE";

    List<Advice> advice() {
        List<Advice> advice = new ArrayList<>();
        refusal.ifPresent(cause -> advice.add(new Advice(cause.message(), cause.advice())));
        if (config.backend().equals(Optional.of(Backend.PORTABLE))) {
            advice.add(new Advice(
                    refusal.isEmpty()
                            ? "the portable engine was chosen by a setting, and io_uring would work here"
                            : "the portable engine was chosen by a setting",
                    "set tidemill.engine (for the command: TIDEMILL_ENGINE or --engine) to auto"));
        }
        if (config.backend().equals(Optional.of(Backend.IO_URING)) && refusal.isPresent()) {
            advice.add(new Advice(
                    "a setting names io_uring, so an engine does not start",
                    "set tidemill.engine (for the command: TIDEMILL_ENGINE or --engine) to auto: it falls back"));
        }
        if (!nativeAccess && refusal.isEmpty()) {
            advice.add(new Advice(
                    "the JVM was not told that native access is allowed: it warns, and a later one will refuse",
                    "start java with --enable-native-access=dev.tidemill.core (ALL-UNNAMED on the class path)"));
        }
        rings.ifPresent(given -> advise(given, advice));
        adviseOnLimits(advice);
        adviseOnStorage(advice);
        return advice;
    }

    private void advise(Rings given, List<Advice> advice) {
        boolean fewDescriptors = limits.openFiles().orElse(Limits.UNLIMITED) < config.openFiles();
        List<Feature> missing = given.features().stream()
                .filter(feature -> feature.isImportant() && !feature.isPresent())
                .filter(feature -> !(fewDescriptors && feature.name().equals(FILE_TABLE)))
                .toList();
        if (!missing.isEmpty()) {
            advice.add(new Advice(
                    "this kernel has io_uring without "
                            + missing.stream().map(Feature::name).collect(Collectors.joining(", ")),
                    "use Linux " + missing.getFirst().since() + " or later"));
        }
        if (config.lockedDown() && !given.locksDown()) {
            advice.add(new Advice(
                    "tidemill.lockedDown is set, and the kernel does not lock rings down",
                    "use Linux 5.10 or later, or unset it"));
        }
    }

    private void adviseOnLimits(List<Advice> advice) {
        long ringBytes = config.rings() * bytesOfRing(config.toEngineSettings());
        long lockedMemory = limits.lockedMemoryBytes().orElse(Limits.UNLIMITED);
        boolean isCounted = rings.isPresent() && !limits.capabilities().contains("CAP_IPC_LOCK");
        if (isCounted && lockedMemory / 2 < ringBytes) {
            advice.add(new Advice(
                    "rings take " + (ringBytes >> 10) + " KiB of the " + (lockedMemory >> 10)
                            + " KiB that all processes of this user together may lock, where the kernel counts them;"
                            + " the next process gets none",
                    "raise it: ulimit -l 65536 (systemd: LimitMEMLOCK=64M, Docker: --ulimit memlock=67108864), or"
                            + " use fewer rings (tidemill.rings)"));
        }
        long openFiles = limits.openFiles().orElse(Limits.UNLIMITED);
        if (openFiles < FEW_DESCRIPTORS) {
            advice.add(new Advice(
                    "this process may have " + openFiles + " files open at the same time, each takes a descriptor",
                    "raise it: ulimit -n 65536 (systemd: LimitNOFILE=65536, Docker: --ulimit nofile=65536)"));
        }
        limits.threads().ifPresent(threads -> {
            long room = threads.most() - threads.used();
            long wanted = (long) config.rings() * (config.boundedWorkers() + config.unboundedWorkers())
                    + config.blockingThreads();
            if (room < wanted) {
                advice.add(new Advice(
                        "the cgroup has room for " + room + " more threads, and the kernel and the library may want "
                                + wanted,
                        "raise pids.max (systemd: TasksMax=, Docker: --pids-limit), or lower"
                                + " tidemill.unboundedWorkers and tidemill.blockingThreads"));
            }
        });
    }

    /// The two queues; see io_uring_setup(2).
    private static long bytesOfRing(EngineSettings settings) {
        return settings.completionEntries() * 16L + settings.submissionEntries() * 64L;
    }

    private void adviseOnStorage(List<Advice> advice) {
        boolean readsInWorkers = storage.executions().stream()
                .anyMatch(found -> found.operation().equals("cached read") && found.place() == Place.WORKER);
        if (readsInWorkers && storage.type().equals("overlay")) {
            advice.add(new Advice(
                    "on overlay, the file system of container images, threads of the kernel do all reads and writes",
                    "keep data on a volume (docker run -v /srv/data:/data), and examine that directory"));
        }
    }
}
