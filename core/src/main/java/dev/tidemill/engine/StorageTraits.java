package dev.tidemill.engine;

import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Stat;
import dev.tidemill.linux.Statx;
import java.util.Optional;

/// What the file system of a file can do that matters to this library, found by trying.
///
/// @param direct whether there are transfers past the page cache, `O_DIRECT`
/// @param directPositionBytes what positions and lengths of direct transfers must be a multiple of;
///     0 if the kernel (before 6.1) or the file system does not tell
/// @param directMemoryBytes what addresses of direct transfers must be a multiple of; 0 likewise
/// @param cachedReads whether a read can be limited to what is in the page cache, `RWF_NOWAIT`
/// @param cachedStatus whether the status of a file whose names are in memory can be had without
///     waiting, see [CachedStatus]
public record StorageTraits(
        boolean direct, int directPositionBytes, int directMemoryBytes, boolean cachedReads, boolean cachedStatus) {

    /// Blocks as long as the file system does. Empty where there are no system calls.
    ///
    /// @param file exists, is not empty, and may be read
    public static Optional<StorageTraits> of(NativePath file) {
        return LibC.isAvailable() ? Optional.of(find(file)) : Optional.empty();
    }

    private static StorageTraits find(NativePath file) {
        long memory = BufferPool.take();
        try {
            Memory.putCString(memory, file.bytes());
            int direct = LibC.open(memory, Fcntl.O_RDONLY | Fcntl.O_DIRECT | Fcntl.O_CLOEXEC, 0);
            if (direct >= 0) {
                var _ = LibC.close(direct);
            }
            long status = memory + NativePath.MAX_BYTES;
            int asked = LibC.statx(Fcntl.AT_FDCWD, memory, 0, Stat.STATX_DIOALIGN, status);
            boolean told = asked == 0 && (Memory.getInt(status + Statx.MASK) & Stat.STATX_DIOALIGN) != 0;
            return new StorageTraits(
                    direct >= 0,
                    told ? Memory.getInt(status + Statx.DIO_OFFSET_ALIGN) : 0,
                    told ? Memory.getInt(status + Statx.DIO_MEM_ALIGN) : 0,
                    readsCached(memory),
                    CachedStatus.read(file, true) != null);
        } finally {
            BufferPool.giveBack(memory);
        }
    }

    private static boolean readsCached(long name) {
        int fd = LibC.open(name, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
        if (fd < 0) return false;
        long memory = BufferPool.take();
        try {
            return LibC.preadv2(fd, memory, 1, 0, Fcntl.RWF_NOWAIT) != -Errno.EOPNOTSUPP.number();
        } finally {
            BufferPool.giveBack(memory);
            var _ = LibC.close(fd);
        }
    }
}
