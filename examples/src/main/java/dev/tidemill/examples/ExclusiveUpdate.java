package dev.tidemill.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncOption;
import dev.tidemill.file.FileLockedException;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;

/// A counter in a file. Two programs that increase it at the same time cannot lose one: the file is
/// locked from opening it until it is closed, and the second one is told so.
final class ExclusiveUpdate {

    private ExclusiveUpdate() {}

    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments.length > 0 ? arguments[0] : "counter.txt");
        try {
            System.out.println(path + " is " + increase(path) + " now");
        } catch (IOException e) {
            System.err.println(e.getMessage()); // also if somebody else is at it
            System.exit(1);
        }
    }

    /// @return what the file says now, and will say after a crash of the machine
    static long increase(Path path) throws IOException, InterruptedException {
        try (AsyncFile file =
                AsyncFile.open(path, READ, WRITE, CREATE, AsyncOption.EXCLUSIVE).await()) {
            long count = count(file) + 1;
            byte[] text = (count + "\n").getBytes(US_ASCII);
            file.writeFully(text, 0).await();
            file.truncate(text.length).await(); // what was there may have been longer
            file.force(true).await();
            return count;
        }
    }

    /// The same, as soon as nobody else is at it. Whose turn is next is not promised.
    static long increaseWhenFree(Path path) throws IOException, InterruptedException {
        while (true) {
            try {
                return increase(path);
            } catch (FileLockedException e) {
                Tasks.delay(Duration.ofMillis(10)).await(); // the system tells nobody when the lock goes
            }
        }
    }

    private static long count(AsyncFile file) throws IOException, InterruptedException {
        long size = file.size().await();
        if (size == 0) return 0; // it was just created
        if (size > 20) throw new FileSystemException(file.path().toString(), null, "is not a counter");
        byte[] text = new byte[(int) size];
        file.readFully(text, 0).await();
        try {
            return Long.parseLong(new String(text, US_ASCII).strip());
        } catch (NumberFormatException e) {
            throw new FileSystemException(file.path().toString(), null, "is not a counter");
        }
    }
}
