package dev.tidemill.examples;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.DeadlineExceededException;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;

/// Waiting less long, and stopping the work, are different things.
final class Deadlines {

    private Deadlines() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("tidemill");
        Path pipe = folder.resolve("pipe");
        try {
            var mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO();
            int status = mkfifo.start().waitFor();
            if (status != 0) throw new IOException(pipe + ": mkfifo ended with status " + status);
            try (AsyncFile file = AsyncFile.open(pipe, READ, WRITE).await()) {
                waitLess(file, Duration.ofMillis(100));
                stopTheWork(file, Duration.ofMillis(100));
                stopAllOfIt(file, CancellationToken.none(), Duration.ofMillis(100));
            }
        } finally {
            Files.deleteIfExists(pipe);
            Files.delete(folder);
        }
    }

    /// The read goes on, and has what comes.
    static void waitLess(AsyncFile pipe, Duration patience) throws IOException, InterruptedException {
        byte[] target = new byte[1];
        Task<Integer> read = pipe.read(target, 0);
        if (!read.waitFor(patience)) {
            System.out.println("nothing came in " + patience.toMillis() + " ms; the read still waits");
            pipe.writeFully(new byte[] {42}, 0).await();
        }
        System.out.println(read.await() + " byte was read: " + target[0]);
    }

    /// The read ends: with its value if that comes in time, otherwise cancelled.
    static void stopTheWork(AsyncFile pipe, Duration limit) throws IOException, InterruptedException {
        try {
            int read = pipe.read(ByteBuffer.allocateDirect(1), 0)
                    .cancelAfter(limit)
                    .await();
            System.out.println(read + " byte was read");
        } catch (DeadlineExceededException e) {
            System.out.println(e.getMessage());
        }
    }

    /// One deadline for several operations, which end earlier if the caller wants that.
    ///
    /// @param caller cancels the work of which this is a part
    static void stopAllOfIt(AsyncFile pipe, CancellationToken caller, Duration limit)
            throws IOException, InterruptedException {
        try (var source = CancellationSource.linked(caller).cancelAfter(limit)) {
            Task<Integer> one = pipe.read(ByteBuffer.allocateDirect(1), 0, source.token());
            Task<Integer> other = pipe.read(ByteBuffer.allocateDirect(1), 0, source.token());
            List<Integer> read = Tasks.whenAll(one, other).await();
            System.out.println(read + " bytes were read");
        } catch (CancellationException e) { // a DeadlineExceededException if it was the deadline
            System.out.println(e.getMessage());
        }
    }
}
