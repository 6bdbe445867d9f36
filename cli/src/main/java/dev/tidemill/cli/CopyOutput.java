package dev.tidemill.cli;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.FailedEntry;
import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.TreeCopy;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

/// What the command says while it copies, and afterwards. Files that were copied go to stdout if
/// they were asked for, everything else to stderr.
final class CopyOutput implements CopyReport {

    private static final Duration BETWEEN_FRAMES = Duration.ofMillis(100);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Names namesInErr = new Names(err.charset());
    private final Names namesInOut = new Names(out.charset());
    private final ProgressText text;
    private final Verbosity verbosity;
    private final boolean dryRun;
    private final Colours colours;
    private final @Nullable Terminal terminal; // null if no block is shown
    private final @Nullable LiveBlock block;

    private volatile boolean isStopping;

    enum Verbosity {
        /// Errors only.
        QUIET,
        NORMAL,
        /// Every name.
        NAMES
    }

    /// @param terminal where the progress is shown; null to print lines now and then
    /// @param dryRun whether nothing is really copied
    CopyOutput(Verbosity verbosity, @Nullable Terminal terminal, boolean dryRun, Colours colours) {
        this.text = new ProgressText(err.charset(), ProgressText.Words.OF_COPY, colours);
        this.verbosity = verbosity;
        this.dryRun = dryRun;
        this.colours = colours;
        this.terminal = terminal;
        this.block = terminal == null ? null : new LiveBlock(err, terminal::columns);
    }

    @Override
    public void begin() {}

    @Override
    public void follow(TreeCopy copy) {
        if (terminal != null && block != null) {
            LiveBlock shown = block;
            Terminal wide = terminal;
            copy.onProgress(BETWEEN_FRAMES, progress -> {
                if (isToBeShown(progress, BETWEEN_FRAMES) && wide.isWidthKnown())
                    shown.show(text.block(progress, copy.running(), wide.columns(), isStopping));
            });
        } else {
            copy.onProgress(BETWEEN_LINES, progress -> {
                if (isToBeShown(progress, BETWEEN_LINES)) print(err, text.line(progress));
            });
        }
    }

    /// What is over before anybody could read how far it is shows nothing.
    private static boolean isToBeShown(Progress progress, Duration between) {
        return !progress.state().isEnd() && progress.elapsed().multipliedBy(2).compareTo(between) >= 0;
    }

    @Override
    public void stopping() {
        isStopping = true;
    }

    @Override
    public void end(Progress progress, int exitCode) {
        if (block != null) block.hide();
        if (verbosity != Verbosity.QUIET) print(err, text.summary(progress, dryRun));
    }

    @Override
    public boolean wantsCopied() {
        return verbosity == Verbosity.NAMES || (dryRun && verbosity == Verbosity.NORMAL);
    }

    @Override
    public void copied(Path source, Path target) {
        if (!wantsCopied()) return;
        print(out, namesInOut.of(source) + " -> " + namesInOut.of(target));
    }

    @Override
    public void failed(FailedEntry entry) {
        print(
                err,
                colours.red("tidemill: ") + namesInErr.of(entry.source()) + " -> " + namesInErr.of(entry.target())
                        + ": " + entry.reason());
    }

    private void print(PrintStream where, String line) {
        if (block != null) block.print(where, line);
        else where.println(line);
    }
}
