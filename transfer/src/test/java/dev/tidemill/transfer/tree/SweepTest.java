package dev.tidemill.transfer.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.transfer.entry.PartName;
import dev.tidemill.transfer.entry.TreeMemory;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may remove a directory that did not get its name.
class SweepTest {

    private static final int OPEN = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_CLOEXEC;

    @TempDir
    private Path directory;

    private final Arena arena = Arena.ofConfined();
    private Path folder;
    private byte[] name;
    private int opened;
    private int lock;

    @BeforeEach
    void fill() throws Exception {
        folder = Files.createDirectory(PartName.beside(directory.resolve("folder")));
        name = folder.getFileName().toString().getBytes(StandardCharsets.US_ASCII);
        Path inner = Files.createDirectory(PartName.beside(folder.resolve("inner")));
        Files.writeString(inner.resolve("file"), "content");
        Files.writeString(folder.resolve("file"), "content");
        opened = open(directory);
        lock = open(folder);
        assertThat(LibC.flock(lock, Fcntl.LOCK_EX | Fcntl.LOCK_NB)).isZero();
    }

    private int open(Path path) {
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        long address = arena.allocate(bytes.length + 1L).address();
        Memory.putCString(address, bytes);
        int fd = TreeMemory.open(Fcntl.AT_FDCWD, address, OPEN, 0);
        assertThat(fd).isNotNegative();
        return fd;
    }

    @AfterEach
    void close() {
        assertThat(LibC.close(lock)).isZero();
        assertThat(LibC.close(opened)).isZero();
        arena.close();
    }

    @Test
    void whatSomebodyHasLockedStays() {
        try (TreeMemory memory = new TreeMemory(4096)) {
            assertThat(Sweep.folder(opened, name, memory)).isFalse();
            assertThat(folder.resolve("file")).exists();
            assertThat(LibC.flock(lock, Fcntl.LOCK_UN)).isZero();
            assertThat(Sweep.folder(opened, name, memory)).isTrue();
            assertThat(folder).doesNotExist();
            assertThat(Sweep.folder(opened, name, memory)).isTrue();
        }
    }

    /// Somebody else who sweeps looks at it just then, and leaves it: it must not stay for ever.
    @Test
    void whoFilledItRemovesItWhoeverLooksAtIt() {
        try (TreeMemory memory = new TreeMemory(4096)) {
            assertThat(Sweep.ownFolder(opened, name, memory)).isTrue();
            assertThat(folder).doesNotExist();
        }
    }
}
