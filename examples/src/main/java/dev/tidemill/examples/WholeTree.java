package dev.tidemill.examples;

import dev.tidemill.Tidemill;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.FailedEntry;
import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.RunningFile;
import dev.tidemill.transfer.TreeCopy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Copies a directory and all that is in it. What cannot be copied is listed, and stops nothing
/// else.
final class WholeTree {

    private WholeTree() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("usage: WholeTree SOURCE TARGET");
            System.exit(2);
        }
        System.exit(copy(Path.of(arguments[0]), Path.of(arguments[1])) ? 0 : 1);
    }

    /// @return whether all of it was copied
    static boolean copy(Path source, Path target) throws InterruptedException {
        TreeCopy.Summary summary;
        try (TreeCopy copy = TreeCopy.start(source, target)) {
            copy.onProgress(Duration.ofSeconds(1), progress -> show(progress, copy.running()));
            summary = copy.await();
        } catch (IOException e) { // the first failure, with the others as suppressed exceptions
            System.err.println(e.getMessage());
            for (Throwable other : e.getSuppressed()) System.err.println(other.getMessage());
            return false;
        }
        System.out.println(summary.files() + " files and links, " + summary.bytes() + " bytes");
        return true;
    }

    private static void show(Progress progress, List<RunningFile> running) {
        System.out.printf(
                "%d of %s%d files, %d bytes%n",
                progress.files(),
                progress.isTotalKnown() ? "" : "at least ",
                progress.totalFiles(),
                progress.transferredBytes());
        for (RunningFile file : running) {
            System.out.println("  " + file.source() + ": " + file.transferredBytes() + " of " + file.totalBytes());
        }
    }

    /// Several trees as one copy, and each entry told as it is done.
    static List<FailedEntry> copyAll(List<TreeCopy.Root> roots) throws InterruptedException {
        var listener = new TreeCopy.Listener() {
            @Override
            public void copied(Path source, Path target) { // on several threads at the same time
                System.out.println(source + " -> " + target);
            }

            @Override
            public void failed(FailedEntry entry) {
                System.err.println(entry.source() + ": " + entry.exception().getMessage());
            }
        };
        try (TreeCopy copy = TreeCopy.start(Tidemill.shared(), roots, CopySettings.DEFAULT, listener)) {
            var _ = copy.outcome(); // throws nothing of what it came to
            return copy.failures();
        }
    }
}
