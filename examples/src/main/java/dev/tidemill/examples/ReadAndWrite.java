package dev.tidemill.examples;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// An open file: several writes at once, each to its place, then reads until the end.
final class ReadAndWrite {

    private static final int BLOCKS = 16;
    private static final int BLOCK_BYTES = 64 * 1024;

    private ReadAndWrite() {}

    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments.length > 0 ? arguments[0] : "blocks.bin");
        write(path);
        System.out.printf("%s: CRC-32C %08x%n", path, checksum(path));
    }

    static void write(Path path) throws IOException, InterruptedException {
        try (AsyncFile file =
                AsyncFile.open(path, WRITE, CREATE, TRUNCATE_EXISTING).await()) {
            List<Task<Void>> writes = new ArrayList<>();
            for (int i = 0; i < BLOCKS; i++) {
                ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES); // each write has memory of its own
                while (block.hasRemaining()) block.put((byte) i);
                writes.add(file.writeFully(block.flip(), (long) i * BLOCK_BYTES));
            }
            Tasks.whenAll(writes).await();
            file.force(true).await(); // on the device, not only in the page cache
        }
    }

    static long checksum(Path path) throws IOException, InterruptedException {
        try (AsyncFile file = AsyncFile.open(path, READ).await()) {
            var checksum = new CRC32C();
            ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK_BYTES);
            long position = 0;
            int read;
            while ((read = file.read(buffer, position).await()) > 0) { // any number of bytes; 0 at the end
                position += read;
                checksum.update(buffer.flip());
                buffer.clear();
            }
            return checksum.getValue();
        }
    }
}
