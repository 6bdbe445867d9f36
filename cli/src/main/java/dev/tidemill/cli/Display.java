package dev.tidemill.cli;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.RunningFile;
import dev.tidemill.transfer.Transfer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// What people see of work that runs: a block at the end of the terminal that is drawn again and
/// again, or a line now and then where there is none, and lines of text above it. All threads.
final class Display {

    private static final Duration BETWEEN_FRAMES = Duration.ofMillis(100);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Names namesInOut = new Names(out.charset());
    private final Names namesInErr = new Names(err.charset());
    private final ProgressText text;
    private final Colours colours;
    private final @Nullable Terminal terminal; // null if no block is shown
    private final @Nullable LiveBlock block;

    private volatile boolean isStopping;
    private volatile long lastFrameNanos = System.nanoTime();

    /// @param terminal where the progress is shown; null to print lines now and then
    Display(@Nullable Terminal terminal, ProgressText.Words words, Colours colours) {
        this.text = new ProgressText(err.charset(), words, colours);
        this.colours = colours;
        this.terminal = terminal;
        this.block = terminal == null ? null : new LiveBlock(err, terminal::columns);
        if (block != null) {
            var _ = Signals.on("CONT", block::leave); // the shell has said that it was stopped
        }
    }

    /// Shows how far it is, until it is done.
    void follow(Transfer<?> work, Supplier<List<RunningFile>> running) {
        if (terminal != null && block != null) {
            LiveBlock shown = block;
            Terminal wide = terminal;
            work.onProgress(BETWEEN_FRAMES, progress -> {
                boolean isToBeShown = isToBeShown(progress, BETWEEN_FRAMES) && !hasJustGoneOn();
                if (isToBeShown && wide.isWidthKnown() && Terminal.isForeground())
                    shown.show(text.block(progress, running.get(), wide.columns(), isStopping));
            });
        } else {
            work.onProgress(BETWEEN_LINES, progress -> {
                if (isToBeShown(progress, BETWEEN_LINES)) note(text.line(progress));
            });
        }
    }

    /// Whether there was no frame for a while, as the process was stopped: the signal that it goes
    /// on is heard a moment later. Called by one thread after the other, for each frame.
    private boolean hasJustGoneOn() {
        long now = System.nanoTime();
        long sinceLast = now - lastFrameNanos;
        lastFrameNanos = now;
        return sinceLast > 2 * BETWEEN_FRAMES.toNanos();
    }

    /// What is over before anybody could read how far it is shows nothing.
    private static boolean isToBeShown(Progress progress, Duration between) {
        return !progress.state().isEnd() && progress.elapsed().toNanos() >= between.toNanos() / 2;
    }

    /// From now on the block says that somebody has asked to stop.
    void stopping() {
        isStopping = true;
    }

    /// The last line of all.
    String summary(Progress progress, boolean dryRun) {
        return text.summary(progress, dryRun);
    }

    /// Takes the block away: the work has ended.
    void end() {
        if (block != null) block.hide();
    }

    /// A name as it can be shown on stdout.
    String inOut(Path path) {
        return namesInOut.of(path);
    }

    /// A name as it can be shown on stderr.
    String inErr(Path path) {
        return namesInErr.of(path);
    }

    /// A line on stdout, for whoever asked for it.
    void say(String line) {
        print(out, line);
    }

    /// A line on stderr.
    void note(String line) {
        print(err, line);
    }

    /// A line on stderr: something is wrong.
    void complain(String line) {
        note(colours.red("tidemill: ") + line);
    }

    /// As [#complain(String)], of a failure that ends everything.
    void complain(IOException e) {
        complain(namesInErr.of(Complaint.of(e).getBytes(StandardCharsets.UTF_8)));
    }

    private void print(PrintStream where, String line) {
        if (block != null) block.print(where, line);
        else where.println(line);
    }
}
