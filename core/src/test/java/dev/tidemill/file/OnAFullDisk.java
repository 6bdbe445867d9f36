package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// A disk has no room for the next bytes: what was written before is there, and the exception says
/// how much that is. When there is room again, all goes on.
final class OnAFullDisk extends FaultProgram {

    /// More than there is room for.
    private static final int TOO_MUCH = 64 * 1024 * 1024;

    /// @param arguments the folder, and the error that tells that it is full
    public static void main(String[] arguments) throws Exception {
        new OnAFullDisk(arguments[1]).start(arguments[0]);
    }

    private final String error;

    private OnAFullDisk(String error) {
        this.error = error;
    }

    @Override
    void run(Path folder) throws Exception {
        byte[] content = content(1, TOO_MUCH);
        Path path = folder.resolve("file");
        for (ByteBuffer source : new ByteBuffer[] {
            ByteBuffer.wrap(content), aligned(TOO_MUCH).put(content).flip()
        }) {
            try (AsyncFile file = AsyncFile.open(io, path, WRITE, CREATE).await()) {
                var e = fails(path, error, () -> file.writeFully(source, 0).await());
                checkWritten(path, content, source.position(), e);
            }
            Files.delete(path);
        }
        try (AsyncFile file = AsyncFile.open(io, path, WRITE, CREATE).await()) {
            ByteBuffer source = ByteBuffer.wrap(content);
            var e = fails(path, error, () -> file.blocking().writeFully(source, 0));
            checkWritten(path, content, source.position(), e);
        }
        Files.delete(path);
        try (AsyncFile file = AsyncFile.open(io, path, WRITE, CREATE).await()) {
            int written = file.blocking().write(ByteBuffer.wrap(content), 0);
            check(written > 0 && written == Files.size(path), written + " bytes were written");
            fails(path, error, () -> {
                while (true) written(file.blocking().write(ByteBuffer.wrap(content), Files.size(path)));
            });
        }
        Files.delete(path);
        fails(path, error, () -> write(path, content));
        Files.delete(path);
        byte[] little = content(2, 100_000);
        write(path, little);
        checkContent(path, little);
        Files.delete(path);
    }

    private static void written(int bytes) {
        check(bytes > 0, bytes + " bytes were written, and nothing was said");
    }

    private static void checkWritten(Path path, byte[] content, int written, FileSystemException e) throws Exception {
        check(written > 0 && written < TOO_MUCH, written + " bytes were written");
        check(e.getMessage().contains("after " + written + " bytes were written"), e.getMessage());
        check(Files.size(path) == written, Files.size(path) + " bytes are there, and not " + written);
        byte[] there = Files.readAllBytes(path);
        check(Arrays.equals(there, 0, written, content, 0, written), path + " has other bytes");
    }
}
