package dev.tidemill.transfer.block;

import dev.tidemill.file.Advice;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.transfer.CorruptCopyException;
import dev.tidemill.transfer.course.Fault;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// Reads a copy again and compares it with what was read from its source; see
/// [dev.tidemill.transfer.CopySettings#verified()].
public final class ReadBack {

    private ReadBack() {}

    /// @param copy written, and open to read as well
    /// @param target what the copy will be called
    /// @throws CorruptCopyException if it has other bytes
    public static void check(AsyncFile copy, Path target, long size, int expected, CancellationToken token)
            throws IOException, InterruptedException {
        copy.force(false, token).await();
        copy.advise(Advice.DONT_NEED).await(); // what is on the device goes from the page cache, and is read from there
        int actual = checksum(copy, size, token);
        check(target, size, expected, copy.size().await(), actual);
    }

    /// @param length of the copy
    /// @param actual checksum of as many bytes of it as the source has
    public static void check(Path target, long size, int expected, long length, int actual)
            throws CorruptCopyException {
        if (length == size && actual == expected) return;
        String found = length == size
                ? "has the CRC32C %08x, and its source %08x".formatted(actual, expected)
                : "has " + length + " bytes, and its source " + size;
        throw new CorruptCopyException(
                new Fault(
                        target.toString(),
                        "was read back, and is not what was written: it " + found + "; the copy is removed"),
                expected,
                actual);
    }

    public static int checksum(AsyncFile file, long size, CancellationToken token)
            throws IOException, InterruptedException {
        Checksum sum = new Checksum();
        long position = 0;
        try (ReadingAhead blocks = new ReadingAhead(file, size, token)) {
            for (MemorySegment block = blocks.next(); block != null; block = blocks.next()) {
                sum.add(block, position);
                position += block.byteSize();
            }
        }
        return sum.of(position);
    }
}
