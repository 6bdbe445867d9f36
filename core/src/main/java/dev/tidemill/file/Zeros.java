package dev.tidemill.file;

import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;

/// Zeros that are written, where the file system cannot make them otherwise.
final class Zeros {

    private static final long PIECE = 1024 * 1024;

    private Zeros() {}

    static Task<Void> write(AsyncFile file, long position, long length, CancellationToken token) {
        return Task.run(() -> writeHere(file, position, length, token));
    }

    /// By a thread that may wait.
    static void writeHere(AsyncFile file, long position, long length, CancellationToken token)
            throws IOException, InterruptedException {
        if (file.appends()) {
            throw new FileSystemException(
                    file.path().toString(),
                    null,
                    "zeroing of " + length + " bytes at " + position + " failed: the file system has no such call, and"
                            + " a file opened with APPEND is written at its end only");
        }
        MemorySegment zeros = Arena.ofAuto().allocate(Math.min(length, PIECE), 4096);
        BlockingFile blocking = file.blocking();
        for (long done = 0; done < length; done += PIECE) {
            token.throwIfCancelled();
            blocking.writeFully(zeros.asSlice(0, Math.min(length - done, PIECE)), position + done);
        }
    }
}
