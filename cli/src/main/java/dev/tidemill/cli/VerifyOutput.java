package dev.tidemill.cli;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.Difference;
import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.Verification;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the command says while it verifies, and afterwards. What is found goes to stdout,
/// everything else to stderr.
final class VerifyOutput implements Verification.Listener {

    private static final Duration BETWEEN_FRAMES = Duration.ofMillis(100);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Names names = new Names(out.charset());
    private final ProgressText text =
            new ProgressText(err.charset(), ProgressText.Words.OF_VERIFICATION, Colours.of("auto"));
    private final boolean isQuiet;
    private final boolean isVerbose;
    private final @Nullable Terminal terminal; // null if no block is shown
    private final @Nullable LiveBlock block;

    private volatile boolean isStopping;

    /// @param terminal where the progress is shown; null to print lines now and then
    VerifyOutput(boolean isQuiet, boolean isVerbose, @Nullable Terminal terminal) {
        this.isQuiet = isQuiet;
        this.isVerbose = isVerbose;
        this.terminal = terminal;
        this.block = terminal == null ? null : new LiveBlock(err, terminal::columns);
    }

    /// Shows how far it is, until it is done.
    void follow(Verification verification) {
        if (terminal != null && block != null) {
            LiveBlock shown = block;
            Terminal wide = terminal;
            verification.onProgress(BETWEEN_FRAMES, progress -> {
                if (isToBeShown(progress, BETWEEN_FRAMES) && wide.isWidthKnown())
                    shown.show(text.block(progress, List.of(), wide.columns(), isStopping));
            });
        } else {
            verification.onProgress(BETWEEN_LINES, progress -> {
                if (isToBeShown(progress, BETWEEN_LINES)) print(err, text.line(progress));
            });
        }
    }

    /// What is over before anybody could read how far it is shows nothing.
    private static boolean isToBeShown(Progress progress, Duration between) {
        return !progress.state().isEnd() && progress.elapsed().multipliedBy(2).compareTo(between) >= 0;
    }

    /// Somebody has asked to stop; it may take a while.
    void stopping() {
        isStopping = true;
    }

    /// The last words.
    ///
    /// @param done "verified", or what else was done
    /// @param differences as far as they are known
    void summary(String done, Progress progress, Map<Difference.Kind, Long> differences) {
        if (block != null) block.hide();
        if (isQuiet) return;
        String amount = "%s, %s in %s, %s"
                .formatted(
                        Quantities.files(progress.files() + progress.failedFiles()),
                        Quantities.bytes(progress.transferredBytes()),
                        Quantities.duration(progress.elapsed()),
                        Quantities.rate(progress.meanBytesPerSecond()));
        boolean isCancelled = progress.state() == Progress.State.CANCELLED;
        String end = progress.failedFiles() > 0 ? counts(progress, differences) : isCancelled ? "" : ": all good";
        print(err, (isCancelled ? "stopped after " : done + " ") + amount + end);
    }

    private static String counts(Progress progress, Map<Difference.Kind, Long> differences) {
        if (differences.isEmpty()) return "; " + Quantities.count(progress.failedFiles()) + " not good";
        List<String> parts = new ArrayList<>();
        for (Difference.Kind kind : Difference.Kind.values()) {
            long count = differences.getOrDefault(kind, 0L);
            if (count > 0) parts.add(Quantities.count(count) + " " + word(kind));
        }
        return "; " + String.join(", ", parts);
    }

    private static String word(Difference.Kind kind) {
        return switch (kind) {
            case MISSING -> "missing";
            case EXTRA -> "extra";
            case KIND -> "of another kind";
            case SIZE -> "of another size";
            case CONTENT -> "with another content";
            case ATTRIBUTES -> "with other attributes";
            case UNREADABLE -> "unreadable";
            case MALFORMED -> "wrong in the manifest";
        };
    }

    @Override
    public void good(Path name, Path path) {
        if (isVerbose) print(out, names.of(name) + ": OK");
    }

    @Override
    public void differs(Difference difference) {
        print(out, names.of(difference.name()) + ": " + difference.detail());
    }

    private void print(PrintStream where, String line) {
        if (block != null) block.print(where, line);
        else where.println(line);
    }
}
