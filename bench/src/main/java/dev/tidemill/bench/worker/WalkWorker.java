package dev.tidemill.bench.worker;

import dev.tidemill.directory.DirectoryEntry;
import dev.tidemill.directory.PathStream;
import dev.tidemill.directory.WalkSettings;
import dev.tidemill.file.AsyncFiles;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/// Walks through a tree, some times. Prints the nanoseconds of each walk, and how many names it
/// has found.
public final class WalkWorker {

    private WalkWorker() {}

    /// How to walk.
    public enum Side {
        VISITOR("`Files.walkFileTree`, which asks for attributes") {
            @Override
            long walk(Path root) throws IOException {
                var counting = new SimpleFileVisitor<Path>() {
                    long names;

                    @Override
                    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                        if (!path.equals(root)) names++;
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                        names++;
                        return FileVisitResult.CONTINUE;
                    }
                };
                var _ = Files.walkFileTree(root, counting);
                return counting.names;
            }
        },
        STREAM("`Files.walk`") {
            @Override
            long walk(Path root) throws IOException {
                try (var paths = Files.walk(root)) {
                    return paths.mapToLong(path -> path.getNameCount() > 0 ? 1 : 0)
                                    .sum()
                            - 1; // the root
                }
            }
        },
        PATHS("`AsyncFiles.walk`, paths, with directories") {
            @Override
            long walk(Path root) {
                long names = 0;
                try (PathStream paths = AsyncFiles.walk(root, WalkSettings.DEFAULT.withDirectories(true))) {
                    for (Path path : paths) names += path.getNameCount() > 0 ? 1 : 0;
                }
                return names;
            }
        },
        ENTRIES("`AsyncFiles.walk`, entries with their types") {
            @Override
            long walk(Path root) {
                long names = 0;
                try (PathStream paths = AsyncFiles.walk(root, WalkSettings.DEFAULT.withDirectories(true))) {
                    for (DirectoryEntry entry : paths.entries())
                        names += entry.failure().isEmpty() ? 1 : 0;
                }
                return names;
            }
        };

        public final String title;

        Side(String title) {
            this.title = title;
        }

        abstract long walk(Path root) throws IOException;
    }

    /// @param arguments side, directory, rounds
    public static void main(String[] arguments) throws IOException {
        Side side = Side.valueOf(arguments[0]);
        Path root = Path.of(arguments[1]);
        for (int round = Integer.parseInt(arguments[2]); round > 0; round--) {
            long begin = System.nanoTime();
            long names = side.walk(root);
            System.out.println(System.nanoTime() - begin + " " + names);
        }
        System.exit(0);
    }
}
