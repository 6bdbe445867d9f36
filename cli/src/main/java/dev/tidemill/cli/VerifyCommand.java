package dev.tidemill.cli;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Outcome;
import dev.tidemill.transfer.Attribute;
import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.Verification;
import dev.tidemill.transfer.VerifySettings;
import dev.tidemill.transfer.manifest.Checksum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// `tidemill verify`: checks files against a manifest, or against other files.
final class VerifyCommand implements Callable<Integer> {

    private static final List<String> CHECKSUMS =
            Stream.of(Checksum.values()).map(Checksum::label).toList();

    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("verify");
    private final Options options = new Options(spec);

    private final Supplier<List<String>> names;
    private final BooleanSupplier create;
    private final Supplier<@Nullable String> checksum;
    private final BooleanSupplier fromDevice;
    private final Supplier<@Nullable Boolean> extra;
    private final BooleanSupplier attributes;
    private final TransferOptions running;

    VerifyCommand() {
        names = options.parameters("NAME", "A manifest and a directory, or two of which one is a copy.");
        create = options.flag("--create", "Write MANIFEST, with the checksums of all files in DIRECTORY.");
        checksum = options.choice(
                "--checksum",
                "NAME",
                CHECKSUMS,
                "Those to write: SHA256, SHA512, SHA384, SHA224, SHA1, MD5, or CRC32C, the fastest, against"
                        + " accidents only (default: SHA256).");
        fromDevice = options.flag(
                "--from-device", "Read what is on the device, not what is in memory of it, where the system can.");
        extra = options.either(
                "--extra", "Name what is there and should not be, or not (default: for two directories).");
        attributes =
                options.flag("-a, --attributes", "Compare modes, owners, times and extended attributes of a copy too.");
        running = new TransferOptions(options);
        options.standard();
        describe(spec.usageMessage());
    }

    private static void describe(UsageMessageSpec usage) {
        usage.sortOptions(false)
                .customSynopsis(
                        "tidemill verify [OPTIONS] MANIFEST [DIRECTORY]",
                        "       tidemill verify [OPTIONS] SOURCE COPY",
                        "       tidemill verify --create [OPTIONS] MANIFEST [DIRECTORY]")
                .description(
                        "Checks files against their checksums, or a copy against its source.",
                        "",
                        "A MANIFEST is a file as sha256sum(1) and its like write it; it may be -, the standard input."
                                + " Its names are those of files in DIRECTORY, or else in the directory where it is."
                                + " If SOURCE and COPY are both directories, or both are not, they are compared:"
                                + " kinds, bytes, and where links lead.",
                        "",
                        "Only what is wrong is named, on the standard output.",
                        "")
                .exitCodeListHeading(ExitCodes.HEADING)
                .exitCodeList(UsageMessageSpec.keyValuesMap(
                        "0:everything is as it should be",
                        "1:something is not, or could not be read",
                        ExitCodes.WRONG_USE,
                        ExitCodes.HUNG_UP,
                        ExitCodes.INTERRUPTED,
                        ExitCodes.TERMINATED))
                .footerHeading("%nExamples:%n")
                .footer(
                        "  tidemill verify photos /mnt/backup/photos         are they the same?",
                        "  tidemill verify --create SHA256SUMS photos        checksums of all files",
                        "  tidemill verify SHA256SUMS photos                 do they still have them?",
                        "  tidemill verify --from-device disk.img /dev/sdb   is it on the device?");
    }

    CommandSpec spec() {
        return spec;
    }

    /// What is to be done.
    ///
    /// @param first the manifest, or the source
    /// @param second the directory, or the copy
    private record Errand(Kind kind, Path first, Path second) {
        enum Kind {
            CREATE,
            CHECK,
            COMPARE
        }
    }

    @Override
    public Integer call() throws Exception {
        Errand errand = errand();
        VerifySettings settings = options.understood(() -> settings(errand));
        try (Tidemill io = running.start()) {
            return verify(io, errand, settings);
        }
    }

    private Errand errand() {
        List<String> given = names.get();
        if (given.isEmpty()) throw options.wrong("what is to be verified?");
        if (given.size() > 2) {
            throw options.wrong("a manifest and a directory, or two to compare, and not " + given.size());
        }
        return options.understood(() -> create.getAsBoolean() ? creation(given) : comparison(given));
    }

    private static Errand creation(List<String> names) {
        Path manifest = Arguments.manifestToWrite(names.getFirst());
        return new Errand(Errand.Kind.CREATE, manifest, second(names, manifest));
    }

    private Errand comparison(List<String> names) {
        String name = names.getFirst();
        Path first = Arguments.manifestToRead(name);
        Path second = Arguments.isDash(name) && names.size() == 1 ? Path.of(".") : second(names, first);
        boolean isDirectory = Files.isDirectory(first);
        if (names.size() == 1 && isDirectory) {
            throw options.wrong("where is the copy, or the manifest, of the directory?");
        }
        boolean isManifest = !isDirectory && Files.isDirectory(second);
        if (Arguments.isDash(name) && !isManifest) {
            throw options.wrong("- is a manifest of files in a directory, and " + names.getLast() + " is none");
        }
        return new Errand(isManifest ? Errand.Kind.CHECK : Errand.Kind.COMPARE, first, second);
    }

    private static Path second(List<String> names, Path first) {
        return names.size() == 2 ? Arguments.path(names.getLast()) : directoryOf(first);
    }

    private static Path directoryOf(Path path) {
        Path parent = path.getParent();
        return parent == null ? Path.of(".") : parent;
    }

    private VerifySettings settings(Errand errand) {
        Boolean isExtra = extra.get();
        String name = checksum.get();
        Checksum written = name == null
                ? Checksum.SHA_256
                : Checksum.labelled(name)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "--checksum is " + name + "; must be one of " + String.join(", ", CHECKSUMS)));
        Set<Attribute> compared = attributes.getAsBoolean()
                ? EnumSet.of(Attribute.MODE, Attribute.OWNER, Attribute.TIMES, Attribute.EXTENDED)
                : EnumSet.noneOf(Attribute.class);
        return VerifySettings.DEFAULT
                .withJobs(running.jobs(VerifySettings.DEFAULT.jobs()))
                .withBytesPerSecond(running.bytesPerSecond())
                .withFilter(running.filter())
                .withAttributes(compared)
                .withExtra(isExtra != null ? isExtra : errand.kind == Errand.Kind.COMPARE)
                .withFromDevice(fromDevice.getAsBoolean())
                .withChecksum(written);
    }

    private int verify(Tidemill io, Errand errand, VerifySettings settings) throws Exception {
        VerifyReport report = report(errand);
        report.begin();
        try {
            Verification verification = switch (errand.kind) {
                case CREATE -> Verification.record(io, errand.second, errand.first, settings, report);
                case CHECK -> Verification.check(io, errand.first, errand.second, settings, report);
                case COMPARE -> Verification.compare(io, errand.first, errand.second, settings, report);
            };
            return verify(verification, report);
        } catch (IOException e) {
            report.broken(e);
            return ExitCodes.NOT_ALL_GOOD;
        }
    }

    private int verify(Verification verification, VerifyReport report) throws Exception {
        try (var _ = new StopOnSignal(verification, report::stopping)) {
            Outcome<Verification.Summary> outcome = running.await(verification, () -> report.follow(verification));
            Progress end = verification.progress();
            if (outcome instanceof Outcome.Failed<Verification.Summary>(var failure)) throw failure.toException();
            boolean isDone = outcome instanceof Outcome.Succeeded<Verification.Summary>;
            Verification.Summary summary = isDone ? verification.await() : null;
            int exitCode = summary != null && summary.isGood() ? ExitCodes.GOOD : ExitCodes.NOT_ALL_GOOD;
            report.end(end, summary == null ? Map.of() : summary.differences(), exitCode);
            return exitCode;
        }
    }

    private VerifyReport report(Errand errand) {
        boolean isVerbose = running.isVerbose();
        if (running.isForPrograms()) {
            String task = errand.kind.name().toLowerCase(Locale.ROOT);
            return new VerifyEvents(new Events(System.out), task, errand.first, errand.second, isVerbose);
        }
        Display display = options.understood(() -> running.display(ProgressText.Words.OF_VERIFICATION));
        String done = errand.kind == Errand.Kind.CREATE ? "recorded" : "verified";
        return new VerifyOutput(display, done, running.isQuiet(), isVerbose);
    }
}
