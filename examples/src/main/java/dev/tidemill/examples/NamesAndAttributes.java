package dev.tidemill.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import dev.tidemill.file.AsyncFiles;
import dev.tidemill.file.FileStatus;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// What is done with names: looking, making, moving, removing; one of them and very many.
final class NamesAndAttributes {

    private NamesAndAttributes() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : ".");
        publish(folder, "A report.\n");
        System.out.println(describe(folder.resolve("report.txt")));
        mark(folder.resolve("report.txt"));
        List<Path> paths = List.of(folder.resolve("report.txt"), folder.resolve("missing"));
        System.out.println(totalBytes(paths) + " bytes");
        System.out.println(hidden(paths) + " hidden");
        System.out.println(removeAll(paths).size() + " left");
    }

    // @start region=publish
    /// Nobody ever sees half a report.
    static void publish(Path folder, String report) throws IOException, InterruptedException {
        AsyncFiles.createDirectories(folder).await();
        Path draft = AsyncFiles.createTempFile(folder, "report", ".tmp").await();
        AsyncFiles.writeString(draft, report).await();
        AsyncFiles.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"))
                .await();
        AsyncFiles.move(draft, folder.resolve("report.txt"), ATOMIC_MOVE).await();
    }
    // @end

    static String describe(Path path) throws IOException, InterruptedException {
        // @start region=status
        FileStatus status = AsyncFiles.status(path).await(); // one call of the system
        return status + ", of user " + status.userId() + ", with " + status.links() + " name"
                + status.birthTime().map(time -> ", made " + time).orElse("");
        // @end
    }

    static void mark(Path path) throws IOException, InterruptedException {
        // @start region=userAttributes
        try {
            AsyncFiles.setUserAttribute(path, "origin", "examples".getBytes(UTF_8))
                    .await();
        } catch (IOException e) { // not every file system has them
            System.err.println(e.getMessage());
        }
        // @end
    }

    static long totalBytes(List<Path> paths) throws IOException, InterruptedException {
        // @start region=sizes
        long total = 0;
        for (Outcome<FileStatus> outcome : AsyncFiles.statuses(paths).await()) { // in the order of the paths
            if (outcome instanceof Outcome.Succeeded<FileStatus>(var status)) total += status.size();
        }
        return total;
        // @end
    }

    /// Gives those that could not be removed.
    static List<Path> removeAll(List<Path> paths) throws IOException, InterruptedException {
        // @start region=removeAll
        List<Outcome<Void>> removals = AsyncFiles.deleteAll(paths).await();
        List<Path> left = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            switch (removals.get(i)) {
                case Outcome.Succeeded<Void> _ -> {}
                case Outcome.Failed<Void>(var why) when why.toException() instanceof NoSuchFileException -> {}
                case Outcome.Failed<Void> _, Outcome.Cancelled<Void> _ -> left.add(paths.get(i));
            }
        }
        return left;
        // @end
    }

    static long hidden(List<Path> paths) throws InterruptedException {
        // @start region=each
        List<Task<Boolean>> hidden = paths.stream().map(AsyncFiles::isHidden).toList(); // all at once
        long count = 0;
        for (Task<Boolean> each : hidden) if (each.outcome().equals(new Outcome.Succeeded<>(true))) count++;
        return count;
        // @end
    }
}
