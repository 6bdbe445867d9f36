package dev.tidemill.bench.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Free memory that the machine really has.
///
/// What is free in a virtual machine may be with its host, which gives it back page by page when it
/// is touched: that takes longer than making a small file, and hits whoever comes after a while of
/// rest.
final class WarmMemory {

    private static final Path MEMORY = Path.of("/dev/shm");

    /// More than 20,000 files of 4 KiB and their inodes take.
    private static final int BYTES = 256 << 20;

    private WarmMemory() {}

    /// Uses as much as a round needs and lets it go, so that the kernel gives that out next.
    static void touch() throws IOException {
        if (!Files.isWritable(MEMORY)) return;
        Path file = Files.createTempFile(MEMORY, "memory-", null);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(1 << 20);
            for (int written = 0; written < BYTES; written += channel.write(bytes.clear())) {}
        }
    }
}
