package dev.tidemill.engine.portable;

import dev.tidemill.engine.BufferPool;
import dev.tidemill.engine.CopyRange;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Ioctl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Stat;
import dev.tidemill.linux.Statx;
import dev.tidemill.linux.Structs;

/// Copies within the kernel.
final class LinuxCopying {

    private static final long SRC_FD = Structs.offset(Structs.FILE_CLONE_RANGE, "src_fd");
    private static final long SRC_OFFSET = Structs.offset(Structs.FILE_CLONE_RANGE, "src_offset");
    private static final long SRC_LENGTH = Structs.offset(Structs.FILE_CLONE_RANGE, "src_length");
    private static final long DEST_OFFSET = Structs.offset(Structs.FILE_CLONE_RANGE, "dest_offset");

    private LinuxCopying() {}

    /// Shares whole blocks, and what there is of the last one if the target ends there too.
    ///
    /// @return bytes that are shared now; 0 if the file system, or the pair of files, has no such
    ///     thing. What is wrong otherwise a copy will find out
    static long share(int source, int target, CopyRange copy) {
        long memory = BufferPool.take();
        try {
            if (LibC.statx(target, Stat.STATX_SIZE, memory) < 0) return 0;
            long targetSize = Memory.getLong(memory + Statx.SIZE);
            if (LibC.statx(source, Stat.STATX_SIZE, memory) < 0) return 0;
            long size = Memory.getLong(memory + Statx.SIZE);
            int block = Memory.getInt(memory + Statx.BLKSIZE);
            long length = length(copy, size, targetSize, block);
            if (length == 0) return 0;
            Memory.putLong(memory + SRC_FD, source);
            Memory.putLong(memory + SRC_OFFSET, copy.position());
            Memory.putLong(memory + SRC_LENGTH, length);
            Memory.putLong(memory + DEST_OFFSET, copy.targetPosition());
            int result;
            do {
                result = LibC.ioctl(target, Ioctl.FICLONERANGE, memory);
            } while (result == -Errno.EINTR.number());
            return result == 0 ? length : 0;
        } finally {
            BufferPool.giveBack(memory);
        }
    }

    /// @param block of the file system, in bytes
    static long length(CopyRange copy, long size, long targetSize, int block) {
        if (block <= 0 || copy.position() % block != 0 || copy.targetPosition() % block != 0) return 0;
        long there = Math.clamp(size - copy.position(), 0, copy.length());
        boolean toTheEnds = copy.position() + there == size && copy.targetPosition() + there >= targetSize;
        return toTheEnds ? there : there - there % block;
    }

    /// copy_file_range(2)
    static long copy(int source, long position, int target, long targetPosition, long length) {
        long memory = BufferPool.take();
        try {
            long result;
            do {
                Memory.putLong(memory, position);
                Memory.putLong(memory + Long.BYTES, targetPosition);
                result = LibC.copy_file_range(source, memory, target, memory + Long.BYTES, length, 0);
            } while (result == -Errno.EINTR.number());
            return result;
        } finally {
            BufferPool.giveBack(memory);
        }
    }

    /// Whether that says that these files cannot be copied in the kernel: on different file
    /// systems, not regular ones, or nobody knows the call. If it means something else, the next
    /// read or write will say so.
    static boolean isImpossible(long result) {
        return result == -Errno.EXDEV.number()
                || result == -Errno.EINVAL.number()
                || result == -Errno.EOPNOTSUPP.number()
                || result == -Errno.ENOSYS.number()
                || result == -Errno.EPERM.number()
                || result == -Errno.ETXTBSY.number();
    }
}
