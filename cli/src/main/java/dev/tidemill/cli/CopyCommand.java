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
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// `tidemill copy`: copies files and trees, and shows how far it is.
final class CopyCommand implements Callable<Integer> {

    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("copy");
    private final Options options = new Options(spec);

    private final Supplier<List<String>> names;
    private final Supplier<@Nullable String> directory;
    private final BooleanSupplier noDirectory;
    private final CopyOptions copying;
    private final TransferOptions running;

    CopyCommand() {
        names = options.parameters("SOURCE", "What to copy, then where.");
        directory = options.text("-t, --target-directory", "DIRECTORY", "Copy everything into it.");
        noDirectory =
                options.flag("-T, --no-target-directory", "TARGET is the name of the copy, also if it is a directory.");
        copying = new CopyOptions(options);
        running = new TransferOptions(options);
        options.standard();
        describe(spec.usageMessage());
    }

    private static void describe(UsageMessageSpec usage) {
        usage.sortOptions(false)
                .customSynopsis(
                        "tidemill copy [OPTIONS] SOURCE TARGET", "       tidemill copy [OPTIONS] SOURCE... DIRECTORY")
                .description(
                        "Copies files, and directories with all that is in them.",
                        "",
                        "A file gets its name when all of it is there, and not before: whatever happens, there is"
                                + " either what was there, or the whole copy. Copies have all that their sources have:"
                                + " owner, permissions, times, attributes, holes, several names; links are copied as"
                                + " links. If TARGET is a directory, the copies go into it under their own names, and"
                                + " what has such a name there is replaced; directories are added to.",
                        "")
                .exitCodeListHeading(ExitCodes.HEADING)
                .exitCodeList(UsageMessageSpec.keyValuesMap(
                        "0:everything was copied",
                        "1:something was not copied; what, and why, was said",
                        ExitCodes.WRONG_USE,
                        ExitCodes.HUNG_UP,
                        ExitCodes.INTERRUPTED,
                        ExitCodes.TERMINATED))
                .footerHeading("%nExamples:%n")
                .footer(
                        "  tidemill copy disk.img /mnt/disk/            one file, into a directory",
                        "  tidemill copy photos /mnt/disk               a directory, to /mnt/disk/photos",
                        "  tidemill copy -u photos/. /mnt/disk          what is newer in it, to /mnt/disk",
                        "  tidemill copy --durable a.db b.db /mnt/disk  done when the device has it",
                        "  tidemill copy --manifest=/mnt/SUMS a b /mnt  with checksums, so that later",
                        "  tidemill verify /mnt/SUMS                    says whether it is as it was");
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        List<TreeCopy.Root> roots = roots();
        CopySettings settings = options.understood(this::settings);
        try (Tidemill io = running.start()) {
            return copy(io, roots, settings);
        }
    }

    private List<TreeCopy.Root> roots() {
        List<String> given = names.get();
        String into = directory.get();
        if (given.isEmpty()) throw options.wrong("what is to be copied, and where?");
        if (given.size() == 1 && into == null) {
            throw options.wrong("where is " + given.getFirst() + " to be copied to?");
        }
        return options.understood(() -> roots(given, into));
    }

    private List<TreeCopy.Root> roots(List<String> given, @Nullable String into) {
        List<CopyPlan.Name> all = given.stream().map(CopyPlan.Name::of).toList();
        CopyPlan.Name target = into == null ? all.getLast() : CopyPlan.Name.of(into);
        return CopyPlan.of(
                into == null ? all.subList(0, all.size() - 1) : all,
                target,
                targetUse(into != null),
                new Names(System.err.charset()));
    }

    private CopyPlan.TargetUse targetUse(boolean isDirectoryGiven) {
        boolean isName = noDirectory.getAsBoolean();
        if (isDirectoryGiven && isName) {
            throw new IllegalArgumentException("--target-directory and --no-target-directory are not both possible");
        }
        if (isDirectoryGiven) return CopyPlan.TargetUse.DIRECTORY;
        return isName ? CopyPlan.TargetUse.NAME : CopyPlan.TargetUse.AS_IT_IS;
    }

    private CopySettings settings() {
        return copying.settings()
                .withFilter(running.filter())
                .withJobs(running.jobs(CopySettings.DEFAULT.jobs()))
                .withBytesPerSecond(running.bytesPerSecond());
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
        if (running.isForPrograms()) {
            boolean isEachTold = running.isVerbose() || (settings.dryRun() && !running.isQuiet());
            return new CopyEvents(System.out, roots, settings.dryRun(), isEachTold);
        }
        CopyOutput.Verbosity verbosity = running.isQuiet()
                ? CopyOutput.Verbosity.QUIET
                : running.isVerbose() ? CopyOutput.Verbosity.NAMES : CopyOutput.Verbosity.NORMAL;
        Display display = options.understood(() -> running.display(ProgressText.Words.OF_COPY));
        return new CopyOutput(verbosity, display, settings.dryRun());
    }
}
