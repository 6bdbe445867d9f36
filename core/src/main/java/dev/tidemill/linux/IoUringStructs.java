package dev.tidemill.linux;

import static dev.tidemill.linux.Structs.KERNEL_TIMESPEC;
import static dev.tidemill.linux.Structs.padding;
import static dev.tidemill.linux.Structs.struct;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.MemoryLayout.unionLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.StructLayout;

/// The structures of `linux/io_uring.h`, by the rules of [Structs].
///
/// The offsets that are needed for every operation are in [Sqe] and [Cqe].
public final class IoUringStructs {
    /// One submission.
    public static final StructLayout IO_URING_SQE = struct(
            "io_uring_sqe",
            64,
            JAVA_BYTE.withName("opcode"),
            JAVA_BYTE.withName("flags"), // IOSQE_*
            JAVA_SHORT.withName("ioprio"), // or flags of sockets
            JAVA_INT.withName("fd"),
            unionLayout(
                    JAVA_LONG.withName("off"),
                    JAVA_LONG.withName("addr2"),
                    structLayout(JAVA_INT.withName("cmd_op"), padding(4))),
            unionLayout(
                    JAVA_LONG.withName("addr"),
                    JAVA_LONG.withName("splice_off_in"),
                    structLayout(JAVA_INT.withName("level"), JAVA_INT.withName("optname"))),
            JAVA_INT.withName("len"),
            unionLayout(
                    JAVA_INT.withName("rw_flags"),
                    JAVA_INT.withName("fsync_flags"),
                    JAVA_INT.withName("poll32_events"),
                    JAVA_INT.withName("sync_range_flags"),
                    JAVA_INT.withName("msg_flags"),
                    JAVA_INT.withName("timeout_flags"),
                    JAVA_INT.withName("accept_flags"),
                    JAVA_INT.withName("cancel_flags"),
                    JAVA_INT.withName("open_flags"),
                    JAVA_INT.withName("statx_flags"),
                    JAVA_INT.withName("fadvise_advice"),
                    JAVA_INT.withName("splice_flags"),
                    JAVA_INT.withName("rename_flags"),
                    JAVA_INT.withName("unlink_flags"),
                    JAVA_INT.withName("hardlink_flags"),
                    JAVA_INT.withName("xattr_flags"),
                    JAVA_INT.withName("msg_ring_flags"),
                    JAVA_INT.withName("uring_cmd_flags"),
                    JAVA_INT.withName("waitid_flags"),
                    JAVA_INT.withName("futex_flags"),
                    JAVA_INT.withName("install_fd_flags"),
                    JAVA_INT.withName("nop_flags"),
                    JAVA_INT.withName("pipe_flags")),
            JAVA_LONG.withName("user_data"), // comes back in the cqe
            unionLayout(JAVA_SHORT.withName("buf_index"), JAVA_SHORT.withName("buf_group")),
            JAVA_SHORT.withName("personality"),
            unionLayout(
                    JAVA_INT.withName("splice_fd_in"),
                    JAVA_INT.withName("file_index"), // slot + 1
                    JAVA_INT.withName("optlen"),
                    structLayout(JAVA_SHORT.withName("addr_len"), padding(2))),
            unionLayout(
                    structLayout(JAVA_LONG.withName("addr3"), padding(8)),
                    structLayout(JAVA_LONG.withName("attr_ptr"), JAVA_LONG.withName("attr_type_mask")),
                    JAVA_LONG.withName("optval")));

    /// One completion.
    public static final StructLayout IO_URING_CQE = struct(
            "io_uring_cqe",
            16,
            JAVA_LONG.withName("user_data"),
            JAVA_INT.withName("res"), // result, or negated errno
            JAVA_INT.withName("flags")); // IORING_CQE_F_*

    /// Where things are in the submission ring, from its start.
    public static final StructLayout IO_SQRING_OFFSETS = struct(
            "io_sqring_offsets",
            40,
            JAVA_INT.withName("head"),
            JAVA_INT.withName("tail"),
            JAVA_INT.withName("ring_mask"),
            JAVA_INT.withName("ring_entries"),
            JAVA_INT.withName("flags"), // IORING_SQ_*
            JAVA_INT.withName("dropped"),
            JAVA_INT.withName("array"), // none with IORING_SETUP_NO_SQARRAY
            padding(4),
            JAVA_LONG.withName("user_addr"));

    /// Where things are in the completion ring, from its start.
    public static final StructLayout IO_CQRING_OFFSETS = struct(
            "io_cqring_offsets",
            40,
            JAVA_INT.withName("head"),
            JAVA_INT.withName("tail"),
            JAVA_INT.withName("ring_mask"),
            JAVA_INT.withName("ring_entries"),
            JAVA_INT.withName("overflow"),
            JAVA_INT.withName("cqes"),
            JAVA_INT.withName("flags"), // IORING_CQ_*
            padding(4),
            JAVA_LONG.withName("user_addr"));

    /// What a new ring shall be, and then what it is.
    public static final StructLayout IO_URING_PARAMS = struct(
            "io_uring_params",
            120,
            JAVA_INT.withName("sq_entries"),
            JAVA_INT.withName("cq_entries"),
            JAVA_INT.withName("flags"), // IORING_SETUP_*
            JAVA_INT.withName("sq_thread_cpu"),
            JAVA_INT.withName("sq_thread_idle"), // milliseconds
            JAVA_INT.withName("features"), // IORING_FEAT_*
            JAVA_INT.withName("wq_fd"),
            padding(12), // resv, must be 0
            IO_SQRING_OFFSETS.withName("sq_off"),
            IO_CQRING_OFFSETS.withName("cq_off"));

    /// How to wait, with `IORING_ENTER_EXT_ARG`.
    public static final StructLayout IO_URING_GETEVENTS_ARG = struct(
            "io_uring_getevents_arg",
            24,
            JAVA_LONG.withName("sigmask"),
            JAVA_INT.withName("sigmask_sz"),
            JAVA_INT.withName("min_wait_usec"), // 6.12
            JAVA_LONG.withName("ts")); // address of a __kernel_timespec

    /// How to wait, in a registered region, with `IORING_ENTER_EXT_ARG_REG`.
    public static final StructLayout IO_URING_REG_WAIT = struct(
            "io_uring_reg_wait",
            64,
            KERNEL_TIMESPEC.withName("ts"),
            JAVA_INT.withName("min_wait_usec"),
            JAVA_INT.withName("flags"), // IORING_REG_WAIT_TS
            JAVA_LONG.withName("sigmask"),
            JAVA_INT.withName("sigmask_sz"),
            padding(28));

    /// Memory that is registered for something else than buffers.
    public static final StructLayout IO_URING_REGION_DESC = struct(
            "io_uring_region_desc",
            64,
            JAVA_LONG.withName("user_addr"),
            JAVA_LONG.withName("size"),
            JAVA_INT.withName("flags"), // IORING_MEM_REGION_TYPE_*
            JAVA_INT.withName("id"),
            JAVA_LONG.withName("mmap_offset"),
            padding(32));

    /// For `IORING_REGISTER_MEM_REGION`.
    public static final StructLayout IO_URING_MEM_REGION_REG = struct(
            "io_uring_mem_region_reg",
            32,
            JAVA_LONG.withName("region_uptr"),
            JAVA_LONG.withName("flags"), // IORING_MEM_REGION_REG_*
            padding(16));

    /// Which opcodes the kernel knows: this head, and then an [#IO_URING_PROBE_OP] for each.
    public static final StructLayout IO_URING_PROBE =
            struct("io_uring_probe", 16, JAVA_BYTE.withName("last_op"), JAVA_BYTE.withName("ops_len"), padding(14));

    /// Whether the kernel knows one opcode.
    public static final StructLayout IO_URING_PROBE_OP = struct(
            "io_uring_probe_op",
            8,
            JAVA_BYTE.withName("op"),
            padding(1),
            JAVA_SHORT.withName("flags"), // IO_URING_OP_*
            padding(4));

    /// What a ring may do.
    public static final StructLayout IO_URING_RESTRICTION = struct(
            "io_uring_restriction",
            16,
            JAVA_SHORT.withName("opcode"), // IORING_RESTRICTION_*
            unionLayout(
                    JAVA_BYTE.withName("register_op"), JAVA_BYTE.withName("sqe_op"), JAVA_BYTE.withName("sqe_flags")),
            padding(13));

    /// For `IORING_REGISTER_FILES2` and `IORING_REGISTER_BUFFERS2`.
    public static final StructLayout IO_URING_RSRC_REGISTER = struct(
            "io_uring_rsrc_register",
            32,
            JAVA_INT.withName("nr"),
            JAVA_INT.withName("flags"), // IORING_RSRC_REGISTER_SPARSE
            padding(8),
            JAVA_LONG.withName("data"),
            JAVA_LONG.withName("tags"));

    /// For `IORING_REGISTER_FILES_UPDATE` and `IORING_REGISTER_RING_FDS`.
    public static final StructLayout IO_URING_RSRC_UPDATE =
            struct("io_uring_rsrc_update", 16, JAVA_INT.withName("offset"), padding(4), JAVA_LONG.withName("data"));

    /// For `IORING_REGISTER_FILES_UPDATE2` and `IORING_REGISTER_BUFFERS_UPDATE`.
    public static final StructLayout IO_URING_RSRC_UPDATE2 = struct(
            "io_uring_rsrc_update2",
            32,
            JAVA_INT.withName("offset"),
            padding(4),
            JAVA_LONG.withName("data"),
            JAVA_LONG.withName("tags"),
            JAVA_INT.withName("nr"),
            padding(4));

    /// For `IORING_REGISTER_FILE_ALLOC_RANGE`.
    public static final StructLayout IO_URING_FILE_INDEX_RANGE =
            struct("io_uring_file_index_range", 16, JAVA_INT.withName("off"), JAVA_INT.withName("len"), padding(8));

    /// For `IORING_REGISTER_SYNC_CANCEL`.
    public static final StructLayout IO_URING_SYNC_CANCEL_REG = struct(
            "io_uring_sync_cancel_reg",
            64,
            JAVA_LONG.withName("addr"), // user_data
            JAVA_INT.withName("fd"),
            JAVA_INT.withName("flags"), // IORING_ASYNC_CANCEL_*
            KERNEL_TIMESPEC.withName("timeout"),
            JAVA_BYTE.withName("opcode"), // 6.6
            padding(31));

    /// A buffer the kernel may choose.
    public static final StructLayout IO_URING_BUF = struct(
            "io_uring_buf",
            16,
            JAVA_LONG.withName("addr"),
            JAVA_INT.withName("len"),
            JAVA_SHORT.withName("bid"),
            JAVA_SHORT.withName("resv")); // of the first one: the tail of the ring

    /// For `IORING_REGISTER_PBUF_RING`.
    public static final StructLayout IO_URING_BUF_REG = struct(
            "io_uring_buf_reg",
            40,
            JAVA_LONG.withName("ring_addr"),
            JAVA_INT.withName("ring_entries"),
            JAVA_SHORT.withName("bgid"),
            JAVA_SHORT.withName("flags"), // IOU_PBUF_RING_*
            padding(24));

    private IoUringStructs() {}
}
