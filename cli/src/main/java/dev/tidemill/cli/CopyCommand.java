package dev.tidemill.cli;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Outcome;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.TreeCopy;
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
                    + " there, or the whole copy. Copies have the permissions and times of their sources. Symbolic"
                    + " links are copied as links. If TARGET is a directory, the copies go into it under their own"
                    + " names, and what has such a name there is replaced; directories are added to.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was copied",
            "1:something was not copied; what, and why, was said",
            "2:wrong use",
            "129:the terminal was closed",
            "130:interrupted (Ctrl-C)",
            "143:terminated"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidemill copy disk.img /mnt/backup/          one file, into a directory",
            "  tidemill copy photos /mnt/backup             the directory, to /mnt/backup/photos",
            "  tidemill copy photos/. /mnt/backup           what is in it, to /mnt/backup",
            "  tidemill copy --fsync a.db b.db /mnt/backup  done when the device has it"
        })
final class CopyCommand implements Callable<Integer> {

    private static final int ALL_COPIED = 0;
    private static final int SOME_FAILED = 1;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "SOURCE",
            hideParamSyntax = true,
            description = "What to copy, then where.")
    private List<String> names = List.of();

    @Option(names = "--fsync", description = "Wait until the device has every file, before it gets its name.")
    private boolean fsync;

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "How many files to copy at the same time (default: ${DEFAULT-VALUE}).")
    private int jobs = CopySettings.DEFAULT.jobs();

    @Mixin
    private EngineOption engine;

    @Option(
            names = "--progress",
            negatable = true,
            description = "Show progress, or not (default: if stderr is a terminal; otherwise a line now and then).")
    private @Nullable Boolean progress;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing but errors.")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Name each file that was copied.")
    private boolean verbose;

    CopyCommand() {}

    @Override
    public Integer call() throws Exception {
        List<TreeCopy.Root> roots = roots();
        CopySettings settings = settings();
        try (Tidemill io = start()) {
            return copy(io, roots, settings);
        }
    }

    private List<TreeCopy.Root> roots() {
        if (names.size() < 2) throw wrong(names.isEmpty() ? "what is to be copied, and where?" : "where to?");
        try {
            List<CopyPlan.Name> all = names.stream().map(CopyPlan.Name::of).toList();
            return CopyPlan.of(all.subList(0, all.size() - 1), all.getLast(), new Names(System.err.charset()));
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private CopySettings settings() {
        try {
            return CopySettings.DEFAULT.withDurable(fsync).withJobs(jobs);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private Tidemill start() {
        try {
            return Tidemill.start(engine.config());
        } catch (IllegalStateException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private int copy(Tidemill io, List<TreeCopy.Root> roots, CopySettings settings) throws Exception {
        CopyOutput output = output();
        TreeCopy copy = TreeCopy.start(io, roots, settings, output);
        try (var _ = new StopOnSignal(copy, output::stopping)) {
            Outcome<TreeCopy.Summary> outcome = follow(copy, output);
            Progress end = copy.progress();
            output.summary(end);
            if (outcome instanceof Outcome.Failed<TreeCopy.Summary>(var failure) && end.failedFiles() == 0) {
                throw failure.toException(); // not of a file: a mistake of ours
            }
            return end.state() == Progress.State.SUCCEEDED ? ALL_COPIED : SOME_FAILED;
        }
    }

    /// Waits for the end of the copy, and for the end of drawing.
    private Outcome<TreeCopy.Summary> follow(TreeCopy copy, CopyOutput output) throws InterruptedException {
        try (copy) {
            if (isProgressWanted()) output.follow(copy);
            return copy.outcome();
        }
    }

    private CopyOutput output() {
        CopyOutput.Verbosity verbosity =
                quiet ? CopyOutput.Verbosity.QUIET : verbose ? CopyOutput.Verbosity.NAMES : CopyOutput.Verbosity.NORMAL;
        return new CopyOutput(
                verbosity, isProgressWanted() ? Terminal.ofStderr().orElse(null) : null);
    }

    private boolean isProgressWanted() {
        return progress != null ? progress : !quiet;
    }
}
