package dev.tidemill.linux;

import static dev.tidemill.linux.Structs.STATX;
import static dev.tidemill.linux.Structs.STATX_TIMESTAMP;
import static dev.tidemill.linux.Structs.offset;

/// Where the fields of a `struct statx` are, in bytes from its start; their meaning is in statx(2).
public final class Statx {
    public static final long SIZE_OF_STRUCT = STATX.byteSize();

    public static final long MASK = offset(STATX, "stx_mask"); // int
    public static final long BLKSIZE = offset(STATX, "stx_blksize"); // int
    public static final long ATTRIBUTES = offset(STATX, "stx_attributes"); // long
    public static final long NLINK = offset(STATX, "stx_nlink"); // int
    public static final long UID = offset(STATX, "stx_uid"); // int
    public static final long GID = offset(STATX, "stx_gid"); // int
    public static final long MODE = offset(STATX, "stx_mode"); // short
    public static final long INO = offset(STATX, "stx_ino"); // long
    public static final long SIZE = offset(STATX, "stx_size"); // long
    public static final long BLOCKS = offset(STATX, "stx_blocks"); // long
    public static final long ATTRIBUTES_MASK = offset(STATX, "stx_attributes_mask"); // long
    public static final long ATIME = offset(STATX, "stx_atime"); // statx_timestamp
    public static final long BTIME = offset(STATX, "stx_btime"); // statx_timestamp
    public static final long CTIME = offset(STATX, "stx_ctime"); // statx_timestamp
    public static final long MTIME = offset(STATX, "stx_mtime"); // statx_timestamp
    public static final long RDEV_MAJOR = offset(STATX, "stx_rdev_major"); // int
    public static final long RDEV_MINOR = offset(STATX, "stx_rdev_minor"); // int
    public static final long DEV_MAJOR = offset(STATX, "stx_dev_major"); // int
    public static final long DEV_MINOR = offset(STATX, "stx_dev_minor"); // int
    public static final long MNT_ID = offset(STATX, "stx_mnt_id"); // long
    public static final long DIO_MEM_ALIGN = offset(STATX, "stx_dio_mem_align"); // int
    public static final long DIO_OFFSET_ALIGN = offset(STATX, "stx_dio_offset_align"); // int
    public static final long DIO_READ_OFFSET_ALIGN = offset(STATX, "stx_dio_read_offset_align"); // int

    /// Inside a `statx_timestamp`: a long.
    public static final long TV_SEC = offset(STATX_TIMESTAMP, "tv_sec");

    /// Inside a `statx_timestamp`: an int.
    public static final long TV_NSEC = offset(STATX_TIMESTAMP, "tv_nsec");

    private Statx() {}
}
