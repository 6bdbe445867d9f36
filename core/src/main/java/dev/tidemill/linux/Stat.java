package dev.tidemill.linux;

/// Constants about what a file is: `sys/stat.h`, `linux/stat.h`, and the kinds of file systems from
/// `linux/magic.h`.
public final class Stat {
    // stx_mode
    public static final int S_IFMT = 0xF000;
    public static final int S_IFIFO = 0x1000;
    public static final int S_IFCHR = 0x2000;
    public static final int S_IFDIR = 0x4000;
    public static final int S_IFBLK = 0x6000;
    public static final int S_IFREG = 0x8000;
    public static final int S_IFLNK = 0xA000;
    public static final int S_IFSOCK = 0xC000;
    public static final int S_ISUID = 0x800;
    public static final int S_ISGID = 0x400;
    public static final int S_ISVTX = 0x200;

    // what to ask statx for, and in stx_mask what has come
    public static final int STATX_TYPE = 0x0001;
    public static final int STATX_MODE = 0x0002;
    public static final int STATX_NLINK = 0x0004;
    public static final int STATX_UID = 0x0008;
    public static final int STATX_GID = 0x0010;
    public static final int STATX_ATIME = 0x0020;
    public static final int STATX_MTIME = 0x0040;
    public static final int STATX_CTIME = 0x0080;
    public static final int STATX_INO = 0x0100;
    public static final int STATX_SIZE = 0x0200;
    public static final int STATX_BLOCKS = 0x0400;
    public static final int STATX_BASIC_STATS = 0x07FF;
    public static final int STATX_BTIME = 0x0800;
    public static final int STATX_MNT_ID = 0x1000; // 5.8
    public static final int STATX_DIOALIGN = 0x2000; // 6.1
    public static final int STATX_MNT_ID_UNIQUE = 0x4000; // 6.8
    public static final int STATX_SUBVOL = 0x8000; // 6.10
    public static final int STATX_WRITE_ATOMIC = 0x1_0000; // 6.11
    public static final int STATX_DIO_READ_ALIGN = 0x2_0000; // 6.14

    // stx_attributes
    public static final int STATX_ATTR_COMPRESSED = 0x0004;
    public static final int STATX_ATTR_IMMUTABLE = 0x0010;
    public static final int STATX_ATTR_APPEND = 0x0020;
    public static final int STATX_ATTR_NODUMP = 0x0040;
    public static final int STATX_ATTR_ENCRYPTED = 0x0800;
    public static final int STATX_ATTR_AUTOMOUNT = 0x1000;
    public static final int STATX_ATTR_MOUNT_ROOT = 0x2000; // 5.8
    public static final int STATX_ATTR_VERITY = 0x10_0000; // 5.5
    public static final int STATX_ATTR_DAX = 0x20_0000; // 5.8
    public static final int STATX_ATTR_WRITE_ATOMIC = 0x40_0000; // 6.11

    // flags of statx, besides AT_*
    public static final int AT_STATX_SYNC_AS_STAT = 0x0000;
    public static final int AT_STATX_FORCE_SYNC = 0x2000;
    public static final int AT_STATX_DONT_SYNC = 0x4000;

    // tv_nsec of utimensat
    public static final int UTIME_NOW = 0x3FFF_FFFF;
    public static final int UTIME_OMIT = 0x3FFF_FFFE;

    // f_type of statfs
    public static final long BTRFS_SUPER_MAGIC = 0x9123_683EL;
    public static final long CIFS_SUPER_MAGIC = 0xFF53_4D42L;
    public static final long EXT4_SUPER_MAGIC = 0xEF53L;
    public static final long F2FS_SUPER_MAGIC = 0xF2F5_2010L;
    public static final long FUSE_SUPER_MAGIC = 0x6573_5546L;
    public static final long NFS_SUPER_MAGIC = 0x6969L;
    public static final long OVERLAYFS_SUPER_MAGIC = 0x794C_7630L;
    public static final long PROC_SUPER_MAGIC = 0x9FA0L;
    public static final long SMB2_SUPER_MAGIC = 0xFE53_4D42L;
    public static final long SYSFS_MAGIC = 0x6265_6572L;
    public static final long TMPFS_MAGIC = 0x0102_1994L;
    public static final long V9FS_MAGIC = 0x0102_1997L;
    public static final long XFS_SUPER_MAGIC = 0x5846_5342L;

    private Stat() {}

    /// The number of a device as mknodat(2) takes it.
    public static int makedev(int major, int minor) {
        return (minor & 0xFF) | (major << 8) | ((minor & ~0xFF) << 12);
    }
}
