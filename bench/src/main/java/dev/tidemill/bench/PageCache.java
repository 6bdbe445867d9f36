package dev.tidemill.bench;

import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What the system keeps of files.
final class PageCache {

    private PageCache() {}

    /// Takes a file out of memory; its name stays there.
    static void drop(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int fd = LibC.open(arena.allocateFrom(path.toString()).address(), Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
            if (fd < 0) throw new IOException("cannot open " + path + ": " + Errno.of(-fd));
            int synced = LibC.fdatasync(fd); // what is not written yet stays
            int dropped = LibC.posix_fadvise(fd, 0, 0, Fcntl.POSIX_FADV_DONTNEED);
            var _ = LibC.close(fd);
            if (synced < 0 || dropped < 0) throw new IOException("cannot drop " + path);
        }
    }

    /// Takes the file out of memory, by `dd` (posix_fadvise); it is on the device first.
    static void evict(Path path) throws IOException, InterruptedException {
        try (var file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        Process dd = new ProcessBuilder("dd", "of=" + path, "oflag=nocache", "conv=notrunc,fdatasync", "count=0")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (dd.waitFor() != 0) throw new IOException("dd failed to evict " + path);
    }
}
