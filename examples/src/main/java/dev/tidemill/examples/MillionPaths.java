package dev.tidemill.examples;

import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.Failure;
import dev.tidemill.task.ManyFailures;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// All files below a folder, however many there are, in a memory that does not grow with them.
final class MillionPaths {

    private MillionPaths() {}

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments.length > 0 ? arguments[0] : ".");
        System.out.println(lines(root) + " lines");
        System.out.println("the longest line has " + longestLine(root) + " characters");
    }

    /// @return the lines of all files that could be read
    static long lines(Path root) throws IOException, InterruptedException {
        var lines = new LongAdder();
        try (Stream<Path> paths = Files.walk(root)) {
            Task<Void> all = Tasks.forEach(
                    paths.filter(Files::isRegularFile),
                    256,
                    path -> AsyncFiles.readAllBytes(path).thenAccept(bytes -> lines.add(newlines(bytes))));
            if (all.outcome() instanceof Outcome.Failed<Void>(var failure)) report(failure);
        }
        return lines.sum();
    }

    private static void report(Failure failure) {
        if (failure instanceof ManyFailures many) {
            System.err.println(many.count() + " files could not be read");
            for (Failure one : many.failures())
                System.err.println(one.toException().getMessage());
        } else {
            System.err.println(failure.toException().getMessage());
        }
    }

    /// The same as a loop. Whoever takes the results slowly slows the reading down.
    static int longestLine(Path root) throws IOException, InterruptedException {
        int longest = 0;
        try (Stream<Path> paths = Files.walk(root).filter(Files::isRegularFile);
                var contents = Tasks.mapEach(paths, 256, AsyncFiles::readAllBytes)) {
            for (Task<byte[]> content : contents) {
                longest = Math.max(longest, longestLine(content.await())); // the first failure ends it
            }
        }
        return longest;
    }

    private static int newlines(byte[] bytes) {
        int count = 0;
        for (byte b : bytes) if (b == '\n') count++;
        return count;
    }

    private static int longestLine(byte[] bytes) {
        int longest = 0;
        int length = 0;
        for (byte b : bytes) {
            length = b == '\n' ? 0 : length + 1;
            longest = Math.max(longest, length);
        }
        return longest;
    }
}
