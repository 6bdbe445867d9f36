package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/// A disk that cannot be read, or not be written, for a while: whoever meets that is told, and
/// nobody gets wrong bytes.
final class OnABrokenDisk extends FaultProgram {

    private static final int SIZE = 4 * 1024 * 1024;

    /// The disk is broken while this file exists.
    private static final Path INJECT = Path.of(System.getenv("INJECT"));

    /// @param arguments the folder, and what the disk will not do: `read` or `write`
    public static void main(String[] arguments) throws Exception {
        new OnABrokenDisk(arguments[1]).start(arguments[0]);
    }

    private final String refused;

    private OnABrokenDisk(String refused) {
        this.refused = refused;
    }

    @Override
    void run(Path folder) throws Exception {
        byte[] content = content(1, SIZE);
        Path path = folder.resolve("file");
        write(path, content);
        try (AsyncFile file = AsyncFile.open(io, path, READ, WRITE).await();
                AsyncFile direct =
                        AsyncFile.open(io, path, READ, AsyncOption.DIRECT).await()) {
            file.force(true).await();
            evict(path);
            Files.createFile(INJECT);
            if (refused.equals("read")) readsFail(path, file, direct);
            else writesFail(path, file);
            Files.delete(INJECT);
            if (!refused.equals("read")) return; // the file system may have given up by now
            evict(path);
            checkContent(path, content);
            ByteBuffer target = aligned(SIZE);
            direct.readFully(target, 0).await();
            check(target.flip().equals(ByteBuffer.wrap(content)), "a direct read gives other bytes");
        }
    }

    private void readsFail(Path path, AsyncFile file, AsyncFile direct) throws Exception {
        ByteBuffer target = aligned(4096);
        var read = fails(path, "EIO", () -> direct.readFully(target, 8192).await());
        check(read.getMessage().contains("read of 4096 bytes at 8192"), read.getMessage());
        check(target.position() == 0, "position is " + target.position());
        fails(path, "EIO", () -> direct.blocking().readFully(aligned(4096), 0));
        fails(path, "EIO", () -> file.readFully(new byte[100], 1_000_000).await());
        fails(path, "EIO", () -> read(path));
        try (var batch = new ReadBatch()) {
            for (BatchRead part : batch.add(direct, 0, 4096).submit()) {
                fails(path, "EIO", () -> {
                    var _ = part.await();
                });
            }
        }
    }

    private static void writesFail(Path path, AsyncFile file) throws Exception {
        file.writeFully(new byte[100_000], 0).await(); // into the page cache
        fails(path, "EIO", () -> file.force(false).await());
    }
}
