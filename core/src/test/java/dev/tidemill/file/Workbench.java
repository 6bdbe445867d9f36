package dev.tidemill.file;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Backend;
import dev.tidemill.Fifos;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Random;

/// What every test of files has at hand.
interface Workbench {

    /// The engine under test; new for each test.
    Tidemill io();

    /// The settings it was started with.
    TidemillConfig config();

    /// An empty folder on a disk.
    Path folder();

    /// Open for as long as the test.
    Arena arena();

    default AsyncFile open(Path path, OpenOption... options) throws IOException, InterruptedException {
        return AsyncFile.open(io(), path, options).await();
    }

    default Path write(String name, byte[] content) throws IOException {
        return Files.write(folder().resolve(name), content);
    }

    default Path write(String name, String content) throws IOException {
        return Files.writeString(folder().resolve(name), content);
    }

    default Path fifo(String name) throws IOException, InterruptedException {
        return Fifos.make(folder().resolve(name));
    }

    default MemorySegment memory(long bytes) {
        return arena().allocate(bytes);
    }

    default MemorySegment memory(String text) {
        return arena().allocateFrom(ValueLayout.JAVA_BYTE, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    static String text(MemorySegment memory) {
        return new String(memory.toArray(ValueLayout.JAVA_BYTE), java.nio.charset.StandardCharsets.UTF_8);
    }

    static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /// For random tests, which name it in their messages.
    static long seed() {
        return Long.getLong("tidemill.test.seed", System.nanoTime());
    }

    /// Takes the file out of the page cache, where the system lets us.
    default void evict(Path path) throws IOException {
        if (!LibC.isAvailable()) return;
        try (Arena arena = Arena.ofConfined()) {
            int fd = LibC.open(arena.allocateFrom(path.toString()).address(), Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
            if (fd < 0 || LibC.fsync(fd) < 0 || LibC.posix_fadvise(fd, 0, 0, Fcntl.POSIX_FADV_DONTNEED) < 0) {
                throw new IOException("cannot evict " + path);
            }
            if (LibC.close(fd) < 0) throw new IOException("cannot close " + path);
        }
    }

    default boolean isPortable() {
        return io().backend() == Backend.PORTABLE;
    }

    /// What the portable engine cannot promise where it has nothing but the JDK.
    default void needsSystemCalls(String why) {
        assumeTrue(LibC.isAvailable(), () -> "without system calls " + why);
    }
}
