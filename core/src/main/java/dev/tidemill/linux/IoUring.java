package dev.tidemill.linux;

/// The constants of `linux/io_uring.h` up to Linux 6.18, with two newer setup flags.
///
/// A comment says which kernel knows a constant first; without one it is 5.1, for an opcode that of
/// the opcode above. The versions are for readers: whether the running kernel knows something is
/// found by asking it, because distributions move features both ways.
public final class IoUring {
    // opcode of an sqe
    public static final int IORING_OP_NOP = 0; // 5.1
    public static final int IORING_OP_READV = 1;
    public static final int IORING_OP_WRITEV = 2;
    public static final int IORING_OP_FSYNC = 3;
    public static final int IORING_OP_READ_FIXED = 4;
    public static final int IORING_OP_WRITE_FIXED = 5;
    public static final int IORING_OP_POLL_ADD = 6;
    public static final int IORING_OP_POLL_REMOVE = 7;
    public static final int IORING_OP_SYNC_FILE_RANGE = 8; // 5.2
    public static final int IORING_OP_SENDMSG = 9; // 5.3
    public static final int IORING_OP_RECVMSG = 10;
    public static final int IORING_OP_TIMEOUT = 11; // 5.4
    public static final int IORING_OP_TIMEOUT_REMOVE = 12; // 5.5
    public static final int IORING_OP_ACCEPT = 13;
    public static final int IORING_OP_ASYNC_CANCEL = 14;
    public static final int IORING_OP_LINK_TIMEOUT = 15;
    public static final int IORING_OP_CONNECT = 16;
    public static final int IORING_OP_FALLOCATE = 17; // 5.6
    public static final int IORING_OP_OPENAT = 18;
    public static final int IORING_OP_CLOSE = 19;
    public static final int IORING_OP_FILES_UPDATE = 20;
    public static final int IORING_OP_STATX = 21;
    public static final int IORING_OP_READ = 22;
    public static final int IORING_OP_WRITE = 23;
    public static final int IORING_OP_FADVISE = 24;
    public static final int IORING_OP_MADVISE = 25;
    public static final int IORING_OP_SEND = 26;
    public static final int IORING_OP_RECV = 27;
    public static final int IORING_OP_OPENAT2 = 28;
    public static final int IORING_OP_EPOLL_CTL = 29;
    public static final int IORING_OP_SPLICE = 30; // 5.7
    public static final int IORING_OP_PROVIDE_BUFFERS = 31;
    public static final int IORING_OP_REMOVE_BUFFERS = 32;
    public static final int IORING_OP_TEE = 33; // 5.8
    public static final int IORING_OP_SHUTDOWN = 34; // 5.11
    public static final int IORING_OP_RENAMEAT = 35;
    public static final int IORING_OP_UNLINKAT = 36;
    public static final int IORING_OP_MKDIRAT = 37; // 5.15
    public static final int IORING_OP_SYMLINKAT = 38;
    public static final int IORING_OP_LINKAT = 39;
    public static final int IORING_OP_MSG_RING = 40; // 5.18
    public static final int IORING_OP_FSETXATTR = 41; // 5.19
    public static final int IORING_OP_SETXATTR = 42;
    public static final int IORING_OP_FGETXATTR = 43;
    public static final int IORING_OP_GETXATTR = 44;
    public static final int IORING_OP_SOCKET = 45;
    public static final int IORING_OP_URING_CMD = 46;
    public static final int IORING_OP_SEND_ZC = 47; // 6.0
    public static final int IORING_OP_SENDMSG_ZC = 48; // 6.1
    public static final int IORING_OP_READ_MULTISHOT = 49; // 6.7
    public static final int IORING_OP_WAITID = 50;
    public static final int IORING_OP_FUTEX_WAIT = 51;
    public static final int IORING_OP_FUTEX_WAKE = 52;
    public static final int IORING_OP_FUTEX_WAITV = 53;
    public static final int IORING_OP_FIXED_FD_INSTALL = 54; // 6.8
    public static final int IORING_OP_FTRUNCATE = 55; // 6.9
    public static final int IORING_OP_BIND = 56; // 6.11
    public static final int IORING_OP_LISTEN = 57;
    public static final int IORING_OP_RECV_ZC = 58; // 6.15
    public static final int IORING_OP_EPOLL_WAIT = 59;
    public static final int IORING_OP_READV_FIXED = 60;
    public static final int IORING_OP_WRITEV_FIXED = 61;
    public static final int IORING_OP_PIPE = 62; // 6.16

    // flags of an sqe
    public static final int IOSQE_FIXED_FILE = 1 << 0;
    public static final int IOSQE_IO_DRAIN = 1 << 1;
    public static final int IOSQE_IO_LINK = 1 << 2; // 5.3
    public static final int IOSQE_IO_HARDLINK = 1 << 3; // 5.5
    public static final int IOSQE_ASYNC = 1 << 4; // 5.6
    public static final int IOSQE_BUFFER_SELECT = 1 << 5; // 5.7
    public static final int IOSQE_CQE_SKIP_SUCCESS = 1 << 6; // 5.17

    // file_index of an sqe: any free slot
    public static final int IORING_FILE_INDEX_ALLOC = -1; // 5.19; ~0U in C

    // fsync_flags
    public static final int IORING_FSYNC_DATASYNC = 1 << 0;

    // timeout_flags
    public static final int IORING_TIMEOUT_ABS = 1 << 0; // 5.4
    public static final int IORING_TIMEOUT_UPDATE = 1 << 1; // 5.11
    public static final int IORING_TIMEOUT_BOOTTIME = 1 << 2; // 5.15
    public static final int IORING_TIMEOUT_REALTIME = 1 << 3; // 5.15
    public static final int IORING_LINK_TIMEOUT_UPDATE = 1 << 4; // 5.15
    public static final int IORING_TIMEOUT_ETIME_SUCCESS = 1 << 5; // 5.16
    public static final int IORING_TIMEOUT_MULTISHOT = 1 << 6; // 6.4

    // len of IORING_OP_POLL_ADD and IORING_OP_POLL_REMOVE
    public static final int IORING_POLL_ADD_MULTI = 1 << 0; // 5.13
    public static final int IORING_POLL_UPDATE_EVENTS = 1 << 1; // 5.13
    public static final int IORING_POLL_UPDATE_USER_DATA = 1 << 2; // 5.13
    public static final int IORING_POLL_ADD_LEVEL = 1 << 3; // 6.0

    // splice_flags, besides SPLICE_F_*
    public static final int SPLICE_F_FD_IN_FIXED = 1 << 31; // 5.7

    // cancel_flags
    public static final int IORING_ASYNC_CANCEL_ALL = 1 << 0; // 5.19
    public static final int IORING_ASYNC_CANCEL_FD = 1 << 1; // 5.19
    public static final int IORING_ASYNC_CANCEL_ANY = 1 << 2; // 5.19
    public static final int IORING_ASYNC_CANCEL_FD_FIXED = 1 << 3; // 6.0
    public static final int IORING_ASYNC_CANCEL_USERDATA = 1 << 4; // 6.6
    public static final int IORING_ASYNC_CANCEL_OP = 1 << 5; // 6.6

    // ioprio of sending and receiving
    public static final int IORING_RECVSEND_POLL_FIRST = 1 << 0; // 5.19
    public static final int IORING_RECV_MULTISHOT = 1 << 1; // 6.0
    public static final int IORING_RECVSEND_FIXED_BUF = 1 << 2; // 6.0
    public static final int IORING_SEND_ZC_REPORT_USAGE = 1 << 3; // 6.2
    public static final int IORING_RECVSEND_BUNDLE = 1 << 4; // 6.10
    public static final int IORING_SEND_VECTORIZED = 1 << 5; // 6.17

    // res of a notification, with IORING_SEND_ZC_REPORT_USAGE: it was copied after all
    public static final int IORING_NOTIF_USAGE_ZC_COPIED = 1 << 31; // 6.2

    // ioprio of IORING_OP_ACCEPT
    public static final int IORING_ACCEPT_MULTISHOT = 1 << 0; // 5.19
    public static final int IORING_ACCEPT_DONTWAIT = 1 << 1; // 6.10
    public static final int IORING_ACCEPT_POLL_FIRST = 1 << 2; // 6.10

    // addr of IORING_OP_MSG_RING, and its msg_ring_flags
    public static final int IORING_MSG_DATA = 0; // 6.0
    public static final int IORING_MSG_SEND_FD = 1; // 6.0
    public static final int IORING_MSG_RING_CQE_SKIP = 1 << 0; // 6.0
    public static final int IORING_MSG_RING_FLAGS_PASS = 1 << 1; // 6.3

    // install_fd_flags
    public static final int IORING_FIXED_FD_NO_CLOEXEC = 1 << 0; // 6.8

    // nop_flags; the injected result is len
    public static final int IORING_NOP_INJECT_RESULT = 1 << 0; // 6.10
    public static final int IORING_NOP_FILE = 1 << 1; // 6.13
    public static final int IORING_NOP_FIXED_FILE = 1 << 2; // 6.13
    public static final int IORING_NOP_FIXED_BUFFER = 1 << 3; // 6.13
    public static final int IORING_NOP_TW = 1 << 4; // 6.17
    public static final int IORING_NOP_CQE32 = 1 << 5; // 6.18

    // attr_type_mask
    public static final int IORING_RW_ATTR_FLAG_PI = 1 << 0; // 6.14

    // flags of a cqe
    public static final int IORING_CQE_F_BUFFER = 1 << 0; // 5.7
    public static final int IORING_CQE_F_MORE = 1 << 1; // 5.13
    public static final int IORING_CQE_F_SOCK_NONEMPTY = 1 << 2; // 5.19
    public static final int IORING_CQE_F_NOTIF = 1 << 3; // 6.0
    public static final int IORING_CQE_F_BUF_MORE = 1 << 4; // 6.12
    public static final int IORING_CQE_F_SKIP = 1 << 5; // 6.18
    public static final int IORING_CQE_F_32 = 1 << 15; // 6.18
    public static final int IORING_CQE_BUFFER_SHIFT = 16; // 5.7; the buffer id is above

    // flags of io_uring_setup
    public static final int IORING_SETUP_IOPOLL = 1 << 0;
    public static final int IORING_SETUP_SQPOLL = 1 << 1;
    public static final int IORING_SETUP_SQ_AFF = 1 << 2;
    public static final int IORING_SETUP_CQSIZE = 1 << 3; // 5.5
    public static final int IORING_SETUP_CLAMP = 1 << 4; // 5.6
    public static final int IORING_SETUP_ATTACH_WQ = 1 << 5; // 5.6
    public static final int IORING_SETUP_R_DISABLED = 1 << 6; // 5.10
    public static final int IORING_SETUP_SUBMIT_ALL = 1 << 7; // 5.18
    public static final int IORING_SETUP_COOP_TASKRUN = 1 << 8; // 5.19
    public static final int IORING_SETUP_TASKRUN_FLAG = 1 << 9; // 5.19
    public static final int IORING_SETUP_SQE128 = 1 << 10; // 5.19
    public static final int IORING_SETUP_CQE32 = 1 << 11; // 5.19
    public static final int IORING_SETUP_SINGLE_ISSUER = 1 << 12; // 6.0
    public static final int IORING_SETUP_DEFER_TASKRUN = 1 << 13; // 6.1
    public static final int IORING_SETUP_NO_MMAP = 1 << 14; // 6.5
    public static final int IORING_SETUP_REGISTERED_FD_ONLY = 1 << 15; // 6.5
    public static final int IORING_SETUP_NO_SQARRAY = 1 << 16; // 6.6
    public static final int IORING_SETUP_HYBRID_IOPOLL = 1 << 17; // 6.13
    public static final int IORING_SETUP_CQE_MIXED = 1 << 18; // 6.18
    public static final int IORING_SETUP_SQE_MIXED = 1 << 19; // 6.19
    public static final int IORING_SETUP_SQ_REWIND = 1 << 20; // 7.0

    // features of a ring
    public static final int IORING_FEAT_SINGLE_MMAP = 1 << 0; // 5.4
    public static final int IORING_FEAT_NODROP = 1 << 1; // 5.5
    public static final int IORING_FEAT_SUBMIT_STABLE = 1 << 2; // 5.5
    public static final int IORING_FEAT_RW_CUR_POS = 1 << 3; // 5.6
    public static final int IORING_FEAT_CUR_PERSONALITY = 1 << 4; // 5.6
    public static final int IORING_FEAT_FAST_POLL = 1 << 5; // 5.7
    public static final int IORING_FEAT_POLL_32BITS = 1 << 6; // 5.9
    public static final int IORING_FEAT_SQPOLL_NONFIXED = 1 << 7; // 5.11
    public static final int IORING_FEAT_EXT_ARG = 1 << 8; // 5.11
    public static final int IORING_FEAT_NATIVE_WORKERS = 1 << 9; // 5.12
    public static final int IORING_FEAT_RSRC_TAGS = 1 << 10; // 5.13
    public static final int IORING_FEAT_CQE_SKIP = 1 << 11; // 5.17
    public static final int IORING_FEAT_LINKED_FILE = 1 << 12; // 5.17
    public static final int IORING_FEAT_REG_REG_RING = 1 << 13; // 6.3
    public static final int IORING_FEAT_RECVSEND_BUNDLE = 1 << 14; // 6.10
    public static final int IORING_FEAT_MIN_TIMEOUT = 1 << 15; // 6.12
    public static final int IORING_FEAT_RW_ATTR = 1 << 16; // 6.14
    public static final int IORING_FEAT_NO_IOWAIT = 1 << 17; // 6.15

    // what mmap of a ring takes as the offset; as numbers of 64 bits, because the last ones exceed an int
    public static final long IORING_OFF_SQ_RING = 0;
    public static final long IORING_OFF_CQ_RING = 0x800_0000L;
    public static final long IORING_OFF_SQES = 0x1000_0000L;
    public static final long IORING_OFF_PBUF_RING = 0x8000_0000L; // 6.4
    public static final int IORING_OFF_PBUF_SHIFT = 16; // 6.4

    // flags of the submission queue, written by the kernel
    public static final int IORING_SQ_NEED_WAKEUP = 1 << 0;
    public static final int IORING_SQ_CQ_OVERFLOW = 1 << 1; // 5.8
    public static final int IORING_SQ_TASKRUN = 1 << 2; // 5.19

    // flags of the completion queue, written by us
    public static final int IORING_CQ_EVENTFD_DISABLED = 1 << 0; // 5.8

    // flags of io_uring_enter
    public static final int IORING_ENTER_GETEVENTS = 1 << 0;
    public static final int IORING_ENTER_SQ_WAKEUP = 1 << 1;
    public static final int IORING_ENTER_SQ_WAIT = 1 << 2; // 5.10
    public static final int IORING_ENTER_EXT_ARG = 1 << 3; // 5.11
    public static final int IORING_ENTER_REGISTERED_RING = 1 << 4; // 5.18
    public static final int IORING_ENTER_ABS_TIMER = 1 << 5; // 6.12
    public static final int IORING_ENTER_EXT_ARG_REG = 1 << 6; // 6.13
    public static final int IORING_ENTER_NO_IOWAIT = 1 << 7; // 6.15

    // opcodes of io_uring_register
    public static final int IORING_REGISTER_BUFFERS = 0;
    public static final int IORING_UNREGISTER_BUFFERS = 1;
    public static final int IORING_REGISTER_FILES = 2;
    public static final int IORING_UNREGISTER_FILES = 3;
    public static final int IORING_REGISTER_EVENTFD = 4; // 5.2
    public static final int IORING_UNREGISTER_EVENTFD = 5; // 5.2
    public static final int IORING_REGISTER_FILES_UPDATE = 6; // 5.5
    public static final int IORING_REGISTER_EVENTFD_ASYNC = 7; // 5.6
    public static final int IORING_REGISTER_PROBE = 8; // 5.6
    public static final int IORING_REGISTER_PERSONALITY = 9; // 5.6
    public static final int IORING_UNREGISTER_PERSONALITY = 10; // 5.6
    public static final int IORING_REGISTER_RESTRICTIONS = 11; // 5.10
    public static final int IORING_REGISTER_ENABLE_RINGS = 12; // 5.10
    public static final int IORING_REGISTER_FILES2 = 13; // 5.13
    public static final int IORING_REGISTER_FILES_UPDATE2 = 14; // 5.13
    public static final int IORING_REGISTER_BUFFERS2 = 15; // 5.13
    public static final int IORING_REGISTER_BUFFERS_UPDATE = 16; // 5.13
    public static final int IORING_REGISTER_IOWQ_AFF = 17; // 5.14
    public static final int IORING_UNREGISTER_IOWQ_AFF = 18; // 5.14
    public static final int IORING_REGISTER_IOWQ_MAX_WORKERS = 19; // 5.15
    public static final int IORING_REGISTER_RING_FDS = 20; // 5.18
    public static final int IORING_UNREGISTER_RING_FDS = 21; // 5.18
    public static final int IORING_REGISTER_PBUF_RING = 22; // 5.19
    public static final int IORING_UNREGISTER_PBUF_RING = 23; // 5.19
    public static final int IORING_REGISTER_SYNC_CANCEL = 24; // 6.0
    public static final int IORING_REGISTER_FILE_ALLOC_RANGE = 25; // 6.0
    public static final int IORING_REGISTER_PBUF_STATUS = 26; // 6.8
    public static final int IORING_REGISTER_NAPI = 27; // 6.9
    public static final int IORING_UNREGISTER_NAPI = 28; // 6.9
    public static final int IORING_REGISTER_CLOCK = 29; // 6.12
    public static final int IORING_REGISTER_CLONE_BUFFERS = 30; // 6.12
    public static final int IORING_REGISTER_SEND_MSG_RING = 31; // 6.13
    public static final int IORING_REGISTER_ZCRX_IFQ = 32; // 6.15
    public static final int IORING_REGISTER_RESIZE_RINGS = 33; // 6.13
    public static final int IORING_REGISTER_MEM_REGION = 34; // 6.13
    public static final int IORING_REGISTER_QUERY = 35; // 6.18
    public static final int IORING_REGISTER_USE_REGISTERED_RING = 1 << 31; // 6.3; added to the opcode

    // arguments of io_uring_register
    public static final int IORING_RSRC_REGISTER_SPARSE = 1 << 0; // 5.19
    public static final int IORING_REGISTER_FILES_SKIP = -2; // 5.12
    public static final int IO_URING_OP_SUPPORTED = 1 << 0; // 5.6
    public static final int IO_WQ_BOUND = 0; // 5.15
    public static final int IO_WQ_UNBOUND = 1; // 5.15
    public static final int IORING_RESTRICTION_REGISTER_OP = 0; // 5.10
    public static final int IORING_RESTRICTION_SQE_OP = 1; // 5.10
    public static final int IORING_RESTRICTION_SQE_FLAGS_ALLOWED = 2; // 5.10
    public static final int IORING_RESTRICTION_SQE_FLAGS_REQUIRED = 3; // 5.10
    public static final int IORING_MEM_REGION_TYPE_USER = 1; // 6.13
    public static final int IORING_MEM_REGION_REG_WAIT_ARG = 1; // 6.13
    public static final int IORING_REG_WAIT_TS = 1 << 0; // 6.13
    public static final int IOU_PBUF_RING_MMAP = 1; // 6.4
    public static final int IOU_PBUF_RING_INC = 2; // 6.12
    public static final int IORING_REGISTER_SRC_REGISTERED = 1 << 0; // 6.12
    public static final int IORING_REGISTER_DST_REPLACE = 1 << 1; // 6.13

    private IoUring() {}
}
