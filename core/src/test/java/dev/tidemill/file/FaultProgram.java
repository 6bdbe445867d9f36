package dev.tidemill.file;

import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.task.CancellationToken;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/// A small program that does real work while something is wrong with the machine, and looks at what
/// it gets. It needs nothing but the library: whoever runs it may see little of this machine.
///
/// An exception ends it with a status that is not 0. See `FaultyMachineTest`.
abstract class FaultProgram {

    final Tidemill io = Tidemill.start(TidemillConfig.fromSystemProperties());

    /// What to do in `folder`.
    abstract void run(Path folder) throws Exception;

    /// Does it, and sees to it that nothing is left.
    ///
    /// @param folder inside of what a script has mounted, if it has
    final void start(String folder) throws Exception {
        try {
            run(Path.of(System.getenv().getOrDefault("MNT", "")).resolve(folder));
            check(io.pendingOperations() == 0, io.pendingOperations() + " operations are pending");
        } finally {
            io.close();
        }
        System.out.println("done on " + io.backend());
    }

    static void check(boolean right, String otherwise) {
        if (!right) throw new AssertionError(otherwise);
    }

    /// Something that throws what files do.
    interface Attempt {
        void make() throws IOException, InterruptedException;
    }

    /// @return the exception, which is about `path` and has `error` in its message
    static FileSystemException fails(Path path, String error, Attempt attempt) throws Exception {
        try {
            attempt.make();
        } catch (FileSystemException e) {
            check(path.toString().equals(e.getFile()), e.getFile() + " and not " + path);
            check(e.getMessage().contains(" failed: " + error + " ("), e.getMessage());
            return e;
        }
        throw new AssertionError("it did not fail with " + error);
    }

    static byte[] content(int seed, int size) {
        byte[] content = new byte[size];
        new Random(seed).nextBytes(content);
        return content;
    }

    final void write(Path path, byte[] content) throws IOException, InterruptedException {
        AsyncFiles.write(io, path, MemorySegment.ofArray(content), CancellationToken.none())
                .await();
    }

    final byte[] read(Path path) throws IOException, InterruptedException {
        return AsyncFiles.readAllBytes(io, path, CancellationToken.none()).await();
    }

    final void checkContent(Path path, byte[] content) throws IOException, InterruptedException {
        check(Arrays.equals(content, read(path)), path + " has other bytes");
    }

    /// Memory as `DIRECT` files want it.
    static ByteBuffer aligned(int size) {
        return ByteBuffer.allocateDirect(size + 4096).alignedSlice(4096).limit(size);
    }

    /// Takes the file out of the page cache.
    static void evict(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            int fd = LibC.open(arena.allocateFrom(path.toString()).address(), Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
            int evicted = LibC.posix_fadvise(fd, 0, 0, Fcntl.POSIX_FADV_DONTNEED);
            int closed = LibC.close(fd);
            check(fd >= 0 && evicted == 0 && closed == 0, path + " cannot be evicted");
        }
    }
}
