package dev.tidemill.engine.uring;

import static dev.tidemill.linux.Fcntl.*;
import static dev.tidemill.linux.IoUring.*;

import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Sqe;

/// Which field of a submission means what: one method for each kind, opcodes and offsets nowhere
/// else.
///
/// The entry must be zeroed. See io_uring_enter(2).
final class SqeEncoder {

    private SqeEncoder() {}

    static void userData(long sqe, long userData) {
        Memory.putLong(sqe + Sqe.USER_DATA, userData);
    }

    /// pread(2); `position` -1 is where the file is, for files that have no positions.
    static void read(long sqe, int fd, long address, int length, long position) {
        transfer(sqe, IORING_OP_READ, fd, address, length, position);
    }

    /// pwrite(2)
    static void write(long sqe, int fd, long address, int length, long position) {
        transfer(sqe, IORING_OP_WRITE, fd, address, length, position);
    }

    /// preadv(2)
    static void readv(long sqe, int fd, long vector, int count, long position) {
        transfer(sqe, IORING_OP_READV, fd, vector, count, position);
    }

    /// pwritev(2)
    static void writev(long sqe, int fd, long vector, int count, long position) {
        transfer(sqe, IORING_OP_WRITEV, fd, vector, count, position);
    }

    /// `RWF_*` of a transfer that is filled in.
    static void transferFlags(long sqe, int flags) {
        Memory.putInt(sqe + Sqe.RW_FLAGS, flags);
    }

    private static void transfer(long sqe, int opcode, int fd, long address, int length, long position) {
        Memory.putByte(sqe + Sqe.OPCODE, (byte) opcode);
        Memory.putInt(sqe + Sqe.FD, fd);
        Memory.putLong(sqe + Sqe.OFF, position);
        Memory.putLong(sqe + Sqe.ADDR, address);
        Memory.putInt(sqe + Sqe.LEN, length);
    }

    /// `fd` of the entry is a place in the ring's table of files, not a descriptor.
    static void fixedFile(long sqe) {
        Memory.putByte(sqe + Sqe.FLAGS, (byte) (Memory.getByte(sqe + Sqe.FLAGS) | IOSQE_FIXED_FILE));
    }

    /// A worker of the kernel makes the call, and waits in it for as long as it takes; otherwise
    /// the kernel tries first what comes of it without waiting.
    static void mayWait(long sqe) {
        Memory.putByte(sqe + Sqe.FLAGS, (byte) (Memory.getByte(sqe + Sqe.FLAGS) | IOSQE_ASYNC));
    }

    /// fsync(2), fdatasync(2)
    static void fsync(long sqe, int fd, boolean dataOnly) {
        Memory.putByte(sqe + Sqe.OPCODE, (byte) IORING_OP_FSYNC);
        Memory.putInt(sqe + Sqe.FD, fd);
        Memory.putInt(sqe + Sqe.FSYNC_FLAGS, dataOnly ? IORING_FSYNC_DATASYNC : 0);
    }

    /// sync_file_range(2) that is to do nothing: succeeds for what has bytes at positions, and is
    /// `ESPIPE` otherwise.
    static void syncNothing(long sqe, int fd) {
        Memory.putByte(sqe + Sqe.OPCODE, (byte) IORING_OP_SYNC_FILE_RANGE);
        Memory.putInt(sqe + Sqe.FD, fd);
    }

    /// sync_file_range(2): writes what is to be written, and waits until it is.
    ///
    /// @param length 32 bits without a sign
    static void syncRange(long sqe, int fd, long position, int length) {
        Memory.putByte(sqe + Sqe.OPCODE, (byte) IORING_OP_SYNC_FILE_RANGE);
        Memory.putInt(sqe + Sqe.FD, fd);
        Memory.putLong(sqe + Sqe.OFF, position);
        Memory.putInt(sqe + Sqe.LEN, length);
        Memory.putInt(
                sqe + Sqe.SYNC_RANGE_FLAGS,
                SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
    }

    /// posix_fadvise(2)
    ///
    /// @param length 32 bits without a sign; 0 for everything behind `position`
    static void fadvise(long sqe, int fd, long position, int length, int advice) {
        Memory.putByte(sqe + Sqe.OPCODE, (byte) IORING_OP_FADVISE);
        Memory.putInt(sqe + Sqe.FD, fd);
        Memory.putLong(sqe + Sqe.OFF, position);
        Memory.putInt(sqe + Sqe.LEN, length);
        Memory.putInt(sqe + Sqe.FADVISE_ADVICE, advice);
    }

    /// ftruncate(2), Linux 6.9
    static void ftruncate(long sqe, int fd, long size) {
        Memory.putByte(sqe + Sqe.OPCODE, (byte) IORING_OP_FTRUNCATE);
        Memory.putInt(sqe + Sqe.FD, fd);
        Memory.putLong(sqe + Sqe.OFF, size);
    }

    /// fallocate(2)
    static void fallocate(long sqe, int fd, int mode, long position, long length) {
        Memory.putByte(sqe + Sqe.OPCODE, (byte) IORING_OP_FALLOCATE);
        Memory.putInt(sqe + Sqe.FD, fd);
        Memory.putInt(sqe + Sqe.LEN, mode);
        Memory.putLong(sqe + Sqe.OFF, position);
        Memory.putLong(sqe + Sqe.ADDR, length);
    }

    /// statx(2) of an open file
    ///
    /// @param emptyPath the address of a byte 0
    static void statx(long sqe, int fd, long emptyPath, int mask, long status) {
        Memory.putByte(sqe + Sqe.OPCODE, (byte) IORING_OP_STATX);
        Memory.putInt(sqe + Sqe.FD, fd);
        Memory.putLong(sqe + Sqe.ADDR, emptyPath);
        Memory.putLong(sqe + Sqe.ADDR2, status);
        Memory.putInt(sqe + Sqe.LEN, mask);
        Memory.putInt(sqe + Sqe.STATX_FLAGS, AT_EMPTY_PATH);
    }

    /// openat(2), relative to the working directory
    static void open(long sqe, long path, int flags, int mode) {
        Memory.putByte(sqe + Sqe.OPCODE, (byte) IORING_OP_OPENAT);
        Memory.putInt(sqe + Sqe.FD, AT_FDCWD);
        Memory.putLong(sqe + Sqe.ADDR, path);
        Memory.putInt(sqe + Sqe.LEN, mode);
        Memory.putInt(sqe + Sqe.OPEN_FLAGS, flags);
    }

    /// The file that is opened goes into a free place of the ring's table; the result says which.
    /// Linux 5.19
    static void intoTable(long sqe) {
        Memory.putInt(sqe + Sqe.FILE_INDEX, IORING_FILE_INDEX_ALLOC);
    }

    /// close(2)
    static void close(long sqe, int fd) {
        Memory.putByte(sqe + Sqe.OPCODE, (byte) IORING_OP_CLOSE);
        Memory.putInt(sqe + Sqe.FD, fd);
    }

    /// Empties a place of the ring's table of files.
    static void closeInTable(long sqe, int index) {
        Memory.putByte(sqe + Sqe.OPCODE, (byte) IORING_OP_CLOSE);
        Memory.putInt(sqe + Sqe.FILE_INDEX, index + 1); // 0 means: a descriptor
    }

    /// poll(2) of one descriptor, until one of `events` is there
    static void poll(long sqe, int fd, int events) {
        Memory.putByte(sqe + Sqe.OPCODE, (byte) IORING_OP_POLL_ADD);
        Memory.putInt(sqe + Sqe.FD, fd);
        Memory.putInt(sqe + Sqe.POLL32_EVENTS, events); // on little-endian processors, which ours are
    }

    /// Asks to stop the operation that was submitted with `userData`.
    static void cancel(long sqe, long userData) {
        Memory.putByte(sqe + Sqe.OPCODE, (byte) IORING_OP_ASYNC_CANCEL);
        Memory.putInt(sqe + Sqe.FD, -1);
        Memory.putLong(sqe + Sqe.ADDR, userData);
    }

    /// Makes an entry that is filled in already do nothing and complete with `result`: for tests of
    /// what follows.
    ///
    /// @param result a negated errno
    static void failInstead(long sqe, int result) {
        long userData = Memory.getLong(sqe + Sqe.USER_DATA);
        Memory.zero(sqe, Sqe.SIZE);
        Memory.putByte(sqe + Sqe.OPCODE, (byte) IORING_OP_NOP);
        Memory.putInt(sqe + Sqe.NOP_FLAGS, IORING_NOP_INJECT_RESULT);
        Memory.putInt(sqe + Sqe.LEN, result);
        Memory.putLong(sqe + Sqe.USER_DATA, userData);
    }
}
