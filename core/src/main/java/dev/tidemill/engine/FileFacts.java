package dev.tidemill.engine;

import static dev.tidemill.linux.Statx.*;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Stat;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/// What the system knows of a file. Numbers it does not tell are -1.
///
/// @param mode kind and permissions, as in inode(7)
/// @param device of the file system it is on, as `dev_t`
/// @param specialDevice that it stands for, as `dev_t`; 0 if it is no device
/// @param blocks of 512 bytes that it occupies
/// @param blockBytes what is best to transfer at once
/// @param born when it was made; null if the file system does not know
/// @param attributes `STATX_ATTR_*`
public record FileFacts(
        int mode,
        long size,
        long inode,
        long device,
        long specialDevice,
        long mount,
        long links,
        int user,
        int group,
        long blocks,
        int blockBytes,
        Moment modified,
        Moment accessed,
        Moment changed,
        @Nullable Moment born,
        long attributes) {

    /// What is asked for.
    static final int ASKED = Stat.STATX_BASIC_STATS | Stat.STATX_BTIME | Stat.STATX_MNT_ID;

    /// A point in time, without what an [Instant] costs.
    ///
    /// @param seconds since 1970
    public record Moment(long seconds, int nanos) {

        public FileTime toFileTime() {
            return FileTime.from(Instant.ofEpochSecond(seconds, nanos));
        }

        public static Moment of(FileTime time) {
            Instant instant = time.toInstant();
            return new Moment(instant.getEpochSecond(), instant.getNano());
        }
    }

    /// Whether it is of that kind.
    ///
    /// @param kind `S_IF*`
    public boolean isKind(int kind) {
        return (mode & Stat.S_IFMT) == kind;
    }

    public boolean isRegularFile() {
        return isKind(Stat.S_IFREG);
    }

    public boolean isDirectory() {
        return isKind(Stat.S_IFDIR);
    }

    public boolean isSymbolicLink() {
        return isKind(Stat.S_IFLNK);
    }

    public boolean isImmutable() {
        return (attributes & Stat.STATX_ATTR_IMMUTABLE) != 0;
    }

    public boolean isAppendOnly() {
        return (attributes & Stat.STATX_ATTR_APPEND) != 0;
    }

    public boolean isCompressed() {
        return (attributes & Stat.STATX_ATTR_COMPRESSED) != 0;
    }

    public boolean isEncrypted() {
        return (attributes & Stat.STATX_ATTR_ENCRYPTED) != 0;
    }

    /// Those in a `struct statx` that the kernel has filled.
    static FileFacts at(long status) {
        int told = Memory.getInt(status + MASK);
        return new FileFacts(
                Short.toUnsignedInt(Memory.getShort(status + MODE)),
                Memory.getLong(status + SIZE),
                Memory.getLong(status + INO),
                device(Memory.getInt(status + DEV_MAJOR), Memory.getInt(status + DEV_MINOR)),
                device(Memory.getInt(status + RDEV_MAJOR), Memory.getInt(status + RDEV_MINOR)),
                (told & Stat.STATX_MNT_ID) != 0 ? Memory.getLong(status + MNT_ID) : -1,
                Integer.toUnsignedLong(Memory.getInt(status + NLINK)),
                Memory.getInt(status + UID),
                Memory.getInt(status + GID),
                Memory.getLong(status + BLOCKS),
                Memory.getInt(status + BLKSIZE),
                moment(status + MTIME),
                moment(status + ATIME),
                moment(status + CTIME),
                (told & Stat.STATX_BTIME) != 0 ? moment(status + BTIME) : null,
                Memory.getLong(status + ATTRIBUTES));
    }

    private static Moment moment(long timestamp) {
        return new Moment(Memory.getLong(timestamp + TV_SEC), Memory.getInt(timestamp + TV_NSEC));
    }

    /// `makedev`, as the C library has it; see makedev(3).
    private static long device(int major, int minor) {
        return (major & 0xFFFF_F000L) << 32 | (major & 0xFFFL) << 8 | (minor & 0xFFFF_FF00L) << 12 | (minor & 0xFFL);
    }
}
