package dev.tidemill.examples;

import dev.tidemill.transfer.Copy;
import dev.tidemill.transfer.Progress;
import java.nio.file.Path;

/// Copies a file, with a progress bar.
final class CopyWithBar {

    private CopyWithBar() {}

    public static void main(String[] arguments) throws Exception {
        try (Copy copy = Copy.start(Path.of(arguments[0]), Path.of(arguments[1]))) {
            copy.onProgress(progress -> System.out.print("\r" + bar(progress)));
            copy.await();
        } // by now the bar is at its end
        System.out.println();
    }

    static String bar(Progress progress) {
        double done = progress.fraction().orElse(0.0); // unknown as long as there is no total
        return "[%-40s] %3.0f %%".formatted("#".repeat((int) (40 * done)), 100 * done);
    }
}
