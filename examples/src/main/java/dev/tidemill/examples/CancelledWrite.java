package dev.tidemill.examples;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/// A write that is given so much time.
///
/// It goes to a named pipe that nobody reads, so it cannot come to its end: the pipe takes what it
/// has room for.
final class CancelledWrite {

    private CancelledWrite() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("tidemill");
        Path pipe = folder.resolve("pipe");
        try {
            var mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO();
            int status = mkfifo.start().waitFor();
            if (status != 0) throw new IOException(pipe + ": mkfifo ended with status " + status);
            ByteBuffer bytes = ByteBuffer.allocateDirect(1024 * 1024);
            if (!write(pipe, bytes, Duration.ofSeconds(1))) {
                System.out.println("left to write: " + bytes.remaining() + " bytes");
            }
        } finally {
            Files.deleteIfExists(pipe);
            Files.delete(folder);
        }
    }

    /// @return whether all of it was written
    static boolean write(Path path, ByteBuffer bytes, Duration limit) throws IOException, InterruptedException {
        // @start region=deadline
        try (AsyncFile file = AsyncFile.open(path, READ, WRITE).await();
                var source = CancellationSource.after(limit)) {
            file.writeFully(bytes, 0, source.token()).await();
            return true;
        } catch (CancellationException e) { // the kernel was asked, and has answered: the memory is ours again
            System.out.println(e.getMessage());
            return false;
        }
        // @end
    }
}
