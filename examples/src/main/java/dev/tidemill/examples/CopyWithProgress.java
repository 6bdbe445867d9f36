package dev.tidemill.examples;

import dev.tidemill.transfer.Copy;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/// Copies a file and says how far it is.
final class CopyWithProgress {

    private CopyWithProgress() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("usage: CopyWithProgress SOURCE TARGET");
            System.exit(2);
        }
        try {
            long bytes = copy(Path.of(arguments[0]), Path.of(arguments[1]));
            System.out.println(bytes + " bytes were copied");
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    static long copy(Path source, Path target) throws IOException, InterruptedException {
        // @start region=copy
        try (Copy copy = Copy.start(source, target)) { // already running
            copy.onProgress(CopyWithProgress::show); // ten times a second, and once at the end
            return copy.await(); // or poll copy.progress(), or copy.cancel()
        } // if it still runs, as after an interrupt, it is cancelled here
        // @end
    }

    private static void show(Progress progress) {
        System.out.printf(
                "%d of %d bytes, %.0f bytes/s, %s%n",
                progress.transferredBytes(),
                progress.totalBytes(),
                progress.bytesPerSecond(),
                progress.remaining().map(left -> left.toSeconds() + " s to go").orElse("nobody knows how long"));
    }

    /// A copy that survives a power failure, or is not there at all: also if the time is over.
    static boolean copyWithin(Path source, Path target, Duration limit) throws IOException, InterruptedException {
        try (Copy copy = Copy.start(source, target, CopySettings.DEFAULT.withDurable(true))) {
            copy.cancelAfter(limit).await();
            return true;
        } catch (CancellationException e) {
            System.out.println(e.getMessage());
            return false;
        }
    }
}
