package dev.tidemill.cli;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Outcome;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.FailedEntry;
import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.TreeCopy;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tidemill copy`: copies files and trees, and shows how far it is.
@Command(
        name = "copy",
        addMethodSubcommands = false,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        customSynopsis = {"tidemill copy [OPTIONS] SOURCE TARGET", "       tidemill copy [OPTIONS] SOURCE... DIRECTORY"
        },
        description = {
            "Copies files, and directories with all that is in them.",
            "",
            "A file gets its name when all of it is there, and not before: whatever happens, there is either what was"
                + " there, or the whole copy. Copies have all that their sources have: owner, permissions, times,"
                + " attributes, holes, several names; links are copied as links. If TARGET is a directory, the copies"
                + " go into it under their own names, and what has such a name there is replaced; directories are"
                + " added to.",
            ""
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            "0:everything was copied",
            "1:something was not copied; what, and why, was said",
            ExitCodes.WRONG_USE,
            ExitCodes.HUNG_UP,
            ExitCodes.INTERRUPTED,
            ExitCodes.TERMINATED
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidemill copy disk.img /mnt/disk/           one file, into a directory",
            "  tidemill copy photos /mnt/disk              the directory, to /mnt/disk/photos",
            "  tidemill copy -u photos/. /mnt/disk         what is newer in it, to /mnt/disk",
            "  tidemill copy --durable a.db b.db /mnt/disk done when the device has it",
            "  tidemill copy --manifest=/mnt/SUMS a b /mnt  with checksums, so that later",
            "  tidemill verify /mnt/SUMS                    says whether it is as it was"
        })
final class CopyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "SOURCE",
            hideParamSyntax = true,
            description = "What to copy, then where.")
    private List<String> names = List.of();

    @Option(
            names = {"-t", "--target-directory"},
            paramLabel = "DIRECTORY",
            description = "Copy everything into it.")
    private @Nullable String directory;

    @Option(
            names = {"-T", "--no-target-directory"},
            description = "TARGET is the name of the copy, also if it is a directory.")
    private boolean noDirectory;

    @Mixin
    private CopyOptions options;

    @Mixin
    private PatternOptions patterns;

    @Mixin
    private EngineOption engine;

    @Mixin
    private TransferOptions running;

    CopyCommand() {}

    @Override
    public Integer call() throws Exception {
        List<TreeCopy.Root> roots = roots();
        CopySettings settings = settings();
        try (Tidemill io = engine.start()) {
            return copy(io, roots, settings);
        }
    }

    private List<TreeCopy.Root> roots() {
        if (names.isEmpty()) throw wrong("what is to be copied, and where?");
        if (names.size() == 1 && directory == null) throw wrong("where to?");
        try {
            List<CopyPlan.Name> all = names.stream().map(CopyPlan.Name::of).toList();
            CopyPlan.Name target = directory == null ? all.getLast() : CopyPlan.Name.of(directory);
            return CopyPlan.of(
                    directory == null ? all.subList(0, all.size() - 1) : all,
                    target,
                    targetUse(),
                    new Names(System.err.charset()));
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private CopyPlan.TargetUse targetUse() {
        if (directory != null && noDirectory) {
            throw new IllegalArgumentException("--target-directory and --no-target-directory are not both possible");
        }
        if (directory != null) return CopyPlan.TargetUse.DIRECTORY;
        return noDirectory ? CopyPlan.TargetUse.NAME : CopyPlan.TargetUse.AS_IT_IS;
    }

    private CopySettings settings() {
        try {
            return options.settings()
                    .withFilter(patterns.filter())
                    .withJobs(running.jobs(CopySettings.DEFAULT.jobs()))
                    .withBytesPerSecond(running.bytesPerSecond());
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private int copy(Tidemill io, List<TreeCopy.Root> roots, CopySettings settings) throws Exception {
        CopyReport report = report(roots, settings);
        report.begin();
        TreeCopy copy = TreeCopy.start(io, roots, settings, report);
        try (var _ = new StopOnSignal(copy, report::stopping)) {
            Outcome<TreeCopy.Summary> outcome = running.await(copy, () -> report.follow(copy));
            Progress end = copy.progress();
            boolean isAll = end.state() == Progress.State.SUCCEEDED;
            int exitCode = isAll ? ExitCodes.GOOD : ExitCodes.NOT_ALL_GOOD;
            if (outcome instanceof Outcome.Failed<TreeCopy.Summary>(var failure)) {
                Exception e = failure.toException();
                if (!isOfEntry(e, copy)) tellOfAll(e, report);
            }
            report.end(end, exitCode);
            return exitCode;
        }
    }

    private static boolean isOfEntry(Exception e, TreeCopy copy) {
        return copy.failures().stream()
                .map(FailedEntry::exception)
                .anyMatch(known -> known == e || known == e.getCause());
    }

    /// It is the manifest that cannot be written, or a mistake of ours.
    private static void tellOfAll(Exception e, CopyReport report) throws Exception {
        if (!(e instanceof IOException failure)) throw e;
        report.broken(failure);
    }

    private CopyReport report(List<TreeCopy.Root> roots, CopySettings settings) {
        if (running.isForPrograms()) return new CopyEvents(System.out, roots, settings.dryRun(), running.isVerbose());
        CopyOutput.Verbosity verbosity = running.isQuiet()
                ? CopyOutput.Verbosity.QUIET
                : running.isVerbose() ? CopyOutput.Verbosity.NAMES : CopyOutput.Verbosity.NORMAL;
        try {
            return new CopyOutput(verbosity, running.display(ProgressText.Words.OF_COPY), settings.dryRun());
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }
}
