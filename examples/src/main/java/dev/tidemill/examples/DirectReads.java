package dev.tidemill.examples;

import static java.nio.file.StandardOpenOption.READ;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncOption;
import dev.tidemill.task.Task;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// The checksum of a large file, read past the page cache, eight blocks ahead.
///
/// With `DIRECT` the device writes into our memory. So address, position and length have to be
/// multiples of its block size: 4096 is one for all common devices.
final class DirectReads {

    private static final int ALIGNMENT = 4096;
    private static final int BLOCK_BYTES = 256 * ALIGNMENT;
    private static final int AHEAD = 8;

    private DirectReads() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 1) {
            System.err.println("usage: DirectReads FILE");
            System.exit(2);
        }
        System.out.printf("CRC-32C %08x%n", checksum(Path.of(arguments[0])));
    }

    static long checksum(Path path) throws IOException, InterruptedException {
        // The file is closed first, and then no read is pending that could use the memory.
        try (Arena arena = Arena.ofShared();
                AsyncFile file = open(path)) {
            long size = file.size().await();
            var checksum = new CRC32C();
            MemorySegment[] blocks = new MemorySegment[AHEAD];
            List<Task<Integer>> reads = new ArrayList<>();
            for (int i = 0; i < AHEAD; i++) {
                blocks[i] = arena.allocate(BLOCK_BYTES, ALIGNMENT);
                reads.add(file.read(blocks[i], (long) i * BLOCK_BYTES)); // 0 bytes, if that is behind the end
            }
            for (long position = 0; position < size; position += BLOCK_BYTES) {
                int slot = (int) (position / BLOCK_BYTES % AHEAD);
                MemorySegment block = blocks[slot];
                int read = reads.get(slot).await();
                int expected = (int) Math.min(BLOCK_BYTES, size - position);
                while (read < expected) { // short, and this is not the end
                    int more = file.read(block.asSlice(read), position + read).await();
                    if (more == 0) throw new EOFException(path + " has become shorter");
                    read += more;
                }
                checksum.update(block.asSlice(0, expected).asByteBuffer());
                reads.set(slot, file.read(block, position + (long) AHEAD * BLOCK_BYTES));
            }
            return checksum.getValue();
        }
    }

    /// Some file systems have no such transfers; then through the page cache.
    private static AsyncFile open(Path path) throws IOException, InterruptedException {
        try {
            return AsyncFile.open(path, READ, AsyncOption.DIRECT).await();
        } catch (FileSystemException | UnsupportedOperationException e) {
            return AsyncFile.open(path, READ).await(); // fails again, if that was not the reason
        }
    }
}
