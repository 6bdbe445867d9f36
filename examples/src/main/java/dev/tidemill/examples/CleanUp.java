package dev.tidemill.examples;

import dev.tidemill.directory.DirectoryEntry;
import dev.tidemill.directory.WalkSettings;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// Trees that are walked, searched and removed.
final class CleanUp {

    private CleanUp() {}

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        System.out.println(bytes(root) + " bytes");
        System.out.println(directories(root) + " directories");
        System.out.println(removeBuilds(root) + " names removed");
    }

    /// Of all files, 256 at a time.
    static long bytes(Path root) throws IOException, InterruptedException {
        var bytes = new LongAdder();
        try (var paths = AsyncFiles.walk(root)) {
            Tasks.forEach(paths, 256, path -> AsyncFiles.readAllBytes(path).thenAccept(read -> bytes.add(read.length)))
                    .await();
        }
        return bytes.sum();
    }

    /// What cannot be read is said, and left out.
    static int directories(Path root) {
        int directories = 0;
        WalkSettings all = WalkSettings.DEFAULT
                .withDirectories(true)
                .withEnters(entry -> !entry.path().endsWith(".git"));
        try (var paths = AsyncFiles.walk(root, all)) {
            for (DirectoryEntry entry : paths.entries()) {
                entry.failure().ifPresent(failure -> System.err.println(failure.getMessage()));
                if (entry.isDirectory()) directories++;
            }
        }
        return directories;
    }

    /// Removes every directory `build`, one after the other.
    static long removeBuilds(Path root) throws IOException, InterruptedException {
        List<Path> builds = new ArrayList<>();
        try (var found = AsyncFiles.find(root, "**/build")) {
            for (Path build : found) builds.add(build);
        }
        long removed = 0;
        for (Path build : builds) removed += AsyncFiles.deleteTree(build).await();
        return removed;
    }
}
