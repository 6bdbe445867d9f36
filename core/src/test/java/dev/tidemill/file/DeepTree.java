package dev.tidemill.file;

import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Trees that no path leads to the end of.
final class DeepTree {

    private DeepTree() {}

    /// Makes directories in one another, all of that name, and an empty file in each.
    static void make(Path root, byte[] name, int depth) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int directory = checked(LibC.open(cString(arena, bytes(root.toString())), DIRECTORY, 0));
            long below = cString(arena, name);
            long file = cString(arena, bytes("file"));
            for (int i = 0; i < depth; i++) {
                checked(LibC.mkdirat(directory, below, 0777));
                int next = checked(LibC.openat(directory, below, DIRECTORY, 0));
                checked(LibC.close(directory));
                directory = next;
                checked(LibC.close(checked(LibC.openat(directory, file, Fcntl.O_CREAT | Fcntl.O_WRONLY, 0666))));
            }
            checked(LibC.close(directory));
        }
    }

    /// Makes an empty file of any name.
    static void file(Path directory, byte[] name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int opened = checked(LibC.open(cString(arena, bytes(directory.toString())), DIRECTORY, 0));
            checked(LibC.close(
                    checked(LibC.openat(opened, cString(arena, name), Fcntl.O_CREAT | Fcntl.O_WRONLY, 0666))));
            checked(LibC.close(opened));
        }
    }

    private static final int DIRECTORY = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_CLOEXEC;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long cString(Arena arena, byte[] bytes) {
        MemorySegment memory = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, memory, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, bytes.length);
        return memory.address();
    }

    private static int checked(int result) throws IOException {
        if (result < 0) throw new IOException("errno " + -result);
        return result;
    }
}
