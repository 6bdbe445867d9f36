package dev.tidemill.examples;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.file.Alignment;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncOption;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;

/// Writes a file past the page cache, any number of bytes at a time, while the block before is on
/// its way to the device.
///
/// The device is written in whole blocks. What is left at the end fills one with zeros, and they
/// are cut off.
final class AlignedWriter implements AutoCloseable {

    private static final int BLOCK_BYTES = 1024 * 1024;

    private final Arena arena = Arena.ofShared();
    private final AsyncFile file;
    private final Alignment alignment;
    private MemorySegment block; // is being filled
    private MemorySegment other; // is being written
    private Task<Void> writing = Task.completed(null);
    private long filled;
    private long position; // of the block

    /// @param expectedBytes for which there is to be room on the device; more may be written
    AlignedWriter(Path path, long expectedBytes) throws IOException, InterruptedException {
        file = AsyncFile.open(
                        path,
                        WRITE,
                        CREATE,
                        TRUNCATE_EXISTING,
                        AsyncOption.DIRECT,
                        AsyncOption.preallocate(expectedBytes))
                .await();
        alignment = file.alignment();
        block = alignment.allocate(arena, BLOCK_BYTES);
        other = alignment.allocate(arena, BLOCK_BYTES);
    }

    void write(ByteBuffer source) throws IOException, InterruptedException {
        MemorySegment bytes = MemorySegment.ofBuffer(source);
        for (long done = 0; done < bytes.byteSize(); ) {
            long length = Math.min(bytes.byteSize() - done, block.byteSize() - filled);
            MemorySegment.copy(bytes, done, block, filled, length);
            done += length;
            filled += length;
            if (filled == block.byteSize()) flushBlock();
        }
        source.position(source.limit());
    }

    private void flushBlock() throws IOException, InterruptedException {
        writing.await(); // its memory is ours again, and a failure is thrown
        writing = file.writeFully(block, position);
        position += block.byteSize();
        MemorySegment free = other;
        other = block;
        block = free;
        filled = 0;
    }

    /// Writes what is left; from then on the file is as long as what was written, and on the
    /// device.
    void finish() throws IOException, InterruptedException {
        long size = position + filled;
        long padded = alignment.roundUp(filled);
        writing.await();
        if (padded > 0) {
            block.asSlice(filled, padded - filled).fill((byte) 0);
            file.writeFully(block.asSlice(0, padded), position).await();
        }
        file.truncate(size).await(); // also the place that was not needed
        file.force(true).await();
    }

    @Override
    public void close() throws IOException {
        file.close(); // first: no write is under way then that could use the memory
        arena.close();
    }

    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments.length > 0 ? arguments[0] : "random.bin");
        byte[] bytes = new byte[100_000];
        try (AlignedWriter writer = new AlignedWriter(path, 50L * bytes.length)) {
            for (int i = 0; i < 50; i++) {
                new Random(i).nextBytes(bytes);
                writer.write(ByteBuffer.wrap(bytes));
            }
            writer.finish();
        }
        System.out.println(path + " is written");
    }
}
