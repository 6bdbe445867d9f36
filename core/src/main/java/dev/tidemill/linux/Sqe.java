package dev.tidemill.linux;

import static dev.tidemill.linux.IoUringStructs.IO_URING_SQE;
import static dev.tidemill.linux.Structs.offset;

/// Where the fields of an `io_uring_sqe` are, in bytes from its start.
///
/// Several names at one offset are one field that opcodes call differently.
public final class Sqe {
    public static final long SIZE = IO_URING_SQE.byteSize();

    public static final long OPCODE = offset(IO_URING_SQE, "opcode"); // byte
    public static final long FLAGS = offset(IO_URING_SQE, "flags"); // byte
    public static final long IOPRIO = offset(IO_URING_SQE, "ioprio"); // short
    public static final long FD = offset(IO_URING_SQE, "fd"); // int
    public static final long OFF = offset(IO_URING_SQE, "off"); // long
    public static final long ADDR2 = offset(IO_URING_SQE, "addr2"); // long
    public static final long CMD_OP = offset(IO_URING_SQE, "cmd_op"); // int
    public static final long ADDR = offset(IO_URING_SQE, "addr"); // long
    public static final long SPLICE_OFF_IN = offset(IO_URING_SQE, "splice_off_in"); // long
    public static final long LEN = offset(IO_URING_SQE, "len"); // int
    public static final long RW_FLAGS = offset(IO_URING_SQE, "rw_flags"); // int
    public static final long FSYNC_FLAGS = offset(IO_URING_SQE, "fsync_flags"); // int
    public static final long POLL32_EVENTS = offset(IO_URING_SQE, "poll32_events"); // int
    public static final long SYNC_RANGE_FLAGS = offset(IO_URING_SQE, "sync_range_flags"); // int
    public static final long MSG_FLAGS = offset(IO_URING_SQE, "msg_flags"); // int
    public static final long TIMEOUT_FLAGS = offset(IO_URING_SQE, "timeout_flags"); // int
    public static final long ACCEPT_FLAGS = offset(IO_URING_SQE, "accept_flags"); // int
    public static final long CANCEL_FLAGS = offset(IO_URING_SQE, "cancel_flags"); // int
    public static final long OPEN_FLAGS = offset(IO_URING_SQE, "open_flags"); // int
    public static final long STATX_FLAGS = offset(IO_URING_SQE, "statx_flags"); // int
    public static final long FADVISE_ADVICE = offset(IO_URING_SQE, "fadvise_advice"); // int
    public static final long SPLICE_FLAGS = offset(IO_URING_SQE, "splice_flags"); // int
    public static final long RENAME_FLAGS = offset(IO_URING_SQE, "rename_flags"); // int
    public static final long UNLINK_FLAGS = offset(IO_URING_SQE, "unlink_flags"); // int
    public static final long HARDLINK_FLAGS = offset(IO_URING_SQE, "hardlink_flags"); // int
    public static final long MSG_RING_FLAGS = offset(IO_URING_SQE, "msg_ring_flags"); // int
    public static final long INSTALL_FD_FLAGS = offset(IO_URING_SQE, "install_fd_flags"); // int
    public static final long NOP_FLAGS = offset(IO_URING_SQE, "nop_flags"); // int
    public static final long PIPE_FLAGS = offset(IO_URING_SQE, "pipe_flags"); // int
    public static final long USER_DATA = offset(IO_URING_SQE, "user_data"); // long
    public static final long BUF_INDEX = offset(IO_URING_SQE, "buf_index"); // short
    public static final long BUF_GROUP = offset(IO_URING_SQE, "buf_group"); // short
    public static final long PERSONALITY = offset(IO_URING_SQE, "personality"); // short
    public static final long SPLICE_FD_IN = offset(IO_URING_SQE, "splice_fd_in"); // int
    public static final long FILE_INDEX = offset(IO_URING_SQE, "file_index"); // int
    public static final long ADDR_LEN = offset(IO_URING_SQE, "addr_len"); // short
    public static final long ADDR3 = offset(IO_URING_SQE, "addr3"); // long

    private Sqe() {}
}
