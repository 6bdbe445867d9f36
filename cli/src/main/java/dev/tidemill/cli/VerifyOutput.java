package dev.tidemill.cli;

import dev.tidemill.transfer.Difference;
import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the command says while it verifies, and afterwards. What is found goes to stdout,
/// everything else to stderr.
final class VerifyOutput implements VerifyReport {

    private final Display display;
    private final String done;
    private final boolean isQuiet;
    private final boolean isVerbose;

    /// @param done "verified", or what else was done
    VerifyOutput(Display display, String done, boolean isQuiet, boolean isVerbose) {
        this.display = display;
        this.done = done;
        this.isQuiet = isQuiet;
        this.isVerbose = isVerbose;
    }

    @Override
    public void begin() {}

    @Override
    public void follow(Verification verification) {
        display.follow(verification, verification::running);
    }

    @Override
    public void stopping() {
        display.stopping();
    }

    @Override
    public void good(Path name, Path path) {
        if (isVerbose) display.say(display.inOut(name) + ": OK");
    }

    @Override
    public void differs(Difference difference) {
        display.say(display.inOut(difference.name()) + ": " + difference.detail());
    }

    @Override
    public void broken(IOException e) {
        display.end();
        display.complain(e);
    }

    @Override
    public void end(Progress progress, Map<Difference.Kind, Long> differences, int exitCode) {
        display.end();
        boolean isBroken = progress.state() == Progress.State.FAILED; // which was said
        if (isQuiet || isBroken) return;
        String amount = "%s, %s in %s, %s"
                .formatted(
                        Quantities.files(progress.files() + progress.failedFiles()),
                        Quantities.bytes(progress.transferredBytes()),
                        Quantities.duration(progress.elapsed()),
                        Quantities.rate(progress.meanBytesPerSecond()));
        boolean isCancelled = progress.state() == Progress.State.CANCELLED;
        String end = progress.failedFiles() > 0 ? counts(progress, differences) : isCancelled ? "" : ": all good";
        display.note((isCancelled ? "stopped after " : done + " ") + amount + end);
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
}
