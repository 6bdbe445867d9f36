package dev.tidemill.examples;

import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

/// Results that are used as they come, not in the order in which they were asked for.
final class AsTheyComplete {

    private AsTheyComplete() {}

    public static void main(String[] arguments) throws Exception {
        List<Path> paths = Arrays.stream(arguments).map(Path::of).toList();
        print(paths);
        System.out.println("in five seconds: " + linesWithin(Duration.ofSeconds(5), paths));
        System.out.println("of any replica: " + readAny(paths).length());
    }

    static void print(List<Path> paths) throws InterruptedException {
        List<Task<String>> reads = paths.stream().map(AsyncFiles::readString).toList(); // all at once
        for (Task<String> read : Tasks.whenEach(reads)) {
            try {
                System.out.println(read.await().lines().count() + " lines");
            } catch (IOException e) { // of this one only
                System.out.println(e.getMessage());
            }
        }
    }

    /// The lines of what could be read so far when the time is over. The reads go on.
    static long linesWithin(Duration time, List<Path> paths) throws IOException, InterruptedException {
        List<Task<String>> reads = paths.stream().map(AsyncFiles::readString).toList();
        long lines = 0;
        try (var deadline = CancellationSource.after(time);
                var each = Tasks.whenEach(reads, deadline.token())) {
            for (Task<String> read : each) {
                lines += read.await().lines().count();
            }
        } catch (CancellationException e) {
            System.err.println("not all of them: " + e.getMessage());
        }
        return lines;
    }

    /// What is the same in several places, from the one that answers first. The others are
    /// cancelled.
    static String readAny(List<Path> replicas) throws IOException, InterruptedException {
        return Tasks.raceToSuccess(replicas.stream().map(AsyncFiles::readString).toList())
                .await();
    }

    /// Both stop waiting when the token is cancelled; the one read goes on for the other one.
    static List<Task<String>> shared(Path path, CancellationSource one, CancellationSource other) {
        Task<String> read = AsyncFiles.readString(path);
        return List.of(read.withCancellation(one.token()), read.withCancellation(other.token()));
    }
}
