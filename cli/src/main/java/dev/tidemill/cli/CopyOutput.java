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
final class CopyOutput implements TreeCopy.Listener {

    private static final Duration BETWEEN_FRAMES = Duration.ofMillis(100);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Names namesInErr = new Names(err.charset());
    private final Names namesInOut = new Names(out.charset());
    private final ProgressText text = new ProgressText(err.charset());
    private final Verbosity verbosity;
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
    CopyOutput(Verbosity verbosity, @Nullable Terminal terminal) {
        this.verbosity = verbosity;
        this.terminal = terminal;
        this.block = terminal == null ? null : new LiveBlock(err, terminal::columns);
    }

    /// Shows how far it is, until it is done.
    void follow(TreeCopy copy) {
        if (terminal != null && block != null) {
            LiveBlock shown = block;
            Terminal wide = terminal;
            copy.onProgress(BETWEEN_FRAMES, progress -> {
                if (!progress.state().isEnd() && wide.isWidthKnown())
                    shown.show(text.block(progress, copy.running(), wide.columns(), isStopping));
            });
        } else {
            copy.onProgress(BETWEEN_LINES, progress -> {
                if (!progress.state().isEnd()) print(err, text.line(progress));
            });
        }
    }

    /// Somebody has asked to stop; it may take a while.
    void stopping() {
        isStopping = true;
    }

    /// The last words.
    void summary(Progress progress) {
        if (block != null) block.hide();
        if (verbosity != Verbosity.QUIET) print(err, text.summary(progress));
    }

    @Override
    public boolean wantsCopied() {
        return verbosity == Verbosity.NAMES;
    }

    @Override
    public void copied(Path source, Path target) {
        if (verbosity != Verbosity.NAMES) return;
        print(out, namesInOut.of(source) + " -> " + namesInOut.of(target));
    }

    @Override
    public void failed(FailedEntry entry) {
        print(
                err,
                "tidemill: " + namesInErr.of(entry.source()) + " -> " + namesInErr.of(entry.target()) + ": "
                        + entry.reason());
    }

    private void print(PrintStream where, String line) {
        if (block != null) block.print(where, line);
        else where.println(line);
    }
}
