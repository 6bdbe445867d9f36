package dev.tidemill.engine;

import static dev.tidemill.linux.Fcntl.*;
import static dev.tidemill.linux.Structs.OPEN_HOW;
import static dev.tidemill.linux.Structs.offset;

import dev.tidemill.linux.Errno;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import java.util.function.Consumer;

/// The system calls of [CachedFile].
final class CachedFileReader {

    private static final int FLAGS = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    private static final long FLAGS_OFFSET = offset(OPEN_HOW, "flags");
    private static final long RESOLVE_OFFSET = offset(OPEN_HOW, "resolve");

    // how a buffer of the pool is divided
    private static final long HOW = 0;
    private static final long NAME = 64;
    private static final long CONTENTS = NAME + NativePath.MAX_BYTES;

    /// Older kernels do not know the flag, and say so once.
    private static volatile boolean supported = LibC.isAvailable();

    private CachedFileReader() {}

    static CachedFile read(NativePath path, Consumer<DescriptorHandle> closer) {
        byte[] name = path.bytes();
        if (!supported || name.length >= NativePath.MAX_BYTES) return CachedFile.NotHere.INSTANCE;
        long buffer = BufferPool.take();
        try {
            int fd = open(name, buffer);
            if (fd < 0) return CachedFile.NotHere.INSTANCE;
            long size = contents(fd, buffer + CONTENTS);
            if (size == -Errno.ESPIPE.number()) {
                return new CachedFile.Stream(Opening.handle(fd, path, OpenMode.READ, closer));
            }
            var _ = LibC.close(fd); // it was only read: there is nothing that closing could fail in
            if (size < 0) return CachedFile.NotHere.INSTANCE;
            byte[] bytes = new byte[(int) size];
            Memory.copy(buffer + CONTENTS, bytes, 0, bytes.length);
            return new CachedFile.Contents(bytes);
        } finally {
            BufferPool.giveBack(buffer);
        }
    }

    private static int open(byte[] name, long buffer) {
        Memory.putCString(buffer + NAME, name);
        Memory.zero(buffer + HOW, OPEN_HOW.byteSize());
        Memory.putLong(buffer + HOW + FLAGS_OFFSET, FLAGS);
        Memory.putLong(buffer + HOW + RESOLVE_OFFSET, RESOLVE_CACHED);
        int fd = LibC.openat2(AT_FDCWD, buffer + NAME, buffer + HOW, OPEN_HOW.byteSize());
        if (fd == -Errno.EINVAL.number() || fd == -Errno.ENOSYS.number()) supported = false;
        return fd;
    }

    /// @return the size of the file, or a negative number if it could not be read at once
    private static long contents(int fd, long address) {
        int limit = Operation.ReadSmallFile.LIMIT_BYTES;
        int size = 0;
        while (size < limit) {
            long read = LibC.preadv2(fd, address + size, limit - size, size, RWF_NOWAIT);
            if (read < 0) return read;
            if (read == 0) return size; // only a read of nothing is the end: a file may grow, or have no size
            size += (int) read;
        }
        return -Errno.EFBIG.number();
    }
}
