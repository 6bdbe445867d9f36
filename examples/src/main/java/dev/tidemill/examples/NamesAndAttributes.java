package dev.tidemill.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import dev.tidemill.file.AsyncFiles;
import dev.tidemill.file.FileStatus;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
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

    static long totalBytes(List<Path> paths) throws InterruptedException {
        // @start region=sizes
        List<Task<Long>> sizes = paths.stream().map(AsyncFiles::size).toList(); // all at once
        long total = 0;
        for (Task<Long> size : sizes) {
            if (size.outcome() instanceof Outcome.Succeeded<Long>(Long bytes)) total += bytes; // others have gone
        }
        return total;
        // @end
    }

    /// Gives those that could not be removed.
    static List<Path> removeAll(List<Path> paths) throws InterruptedException {
        // @start region=removeAll
        List<Task<Boolean>> removals =
                paths.stream().map(AsyncFiles::deleteIfExists).toList();
        List<Path> left = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            if (!(removals.get(i).outcome() instanceof Outcome.Succeeded)) left.add(paths.get(i));
        }
        return left;
        // @end
    }
}
