package dev.tidemill.file;

import java.nio.file.OpenOption;

/// How a file is opened, beside [java.nio.file.StandardOpenOption].
public enum AsyncOption implements OpenOption {

    /// Transfers go past the page cache, between the device and the caller's memory: `O_DIRECT`.
    ///
    /// Position, length and address must be multiples of what [AsyncFile#alignment()] says (mostly
    /// 512 or 4096); otherwise the transfer is refused with an [IllegalArgumentException], or,
    /// where the system does not tell, fails with a [java.nio.file.FileSystemException] that says
    /// EINVAL. Memory on the heap goes through a buffer that is aligned, its length counts all the
    /// same. See [#BOUNCE]. Some file systems have no such transfers, as
    /// [dev.tidemill.Diagnosis.Transfers] tells; opening then fails with EINVAL. Without native
    /// access it fails with [UnsupportedOperationException]. See open(2).
    DIRECT,

    /// What transfers bring into the page cache goes from it again as soon as it can:
    /// `RWF_DONTCACHE`.
    ///
    /// For what is read or written once, and should not push out what others use: backups, scans,
    /// large copies. What is in the page cache already is used, and stays there; what is written
    /// goes to the device at once, and from the cache when it is there. Unlike [#DIRECT] it wants
    /// nothing aligned.
    ///
    /// A wish: where the system or the file system cannot do that (before Linux 6.14, tmpfs, btrfs,
    /// without native access), and with `DIRECT`, it means nothing.
    DONT_CACHE,

    /// Nobody else may use the file: it is locked before anything is changed, also before it is
    /// truncated.
    ///
    /// Needs `WRITE`. Opening fails with [FileLockedException], at once, if another process, or
    /// another open file of this one, holds a lock; a program that asks for no locks is not kept
    /// out. The lock goes when the file is closed. See fcntl(2), open file description locks; the
    /// portable engine without native access uses [java.nio.channels.FileLock].
    EXCLUSIVE,

    /// With [#DIRECT]: what is not aligned goes through an aligned buffer of the library, where
    /// that is harmless.
    ///
    /// Reads may begin and end anywhere, and read the blocks around their bytes too. Writes may
    /// come from any memory; but their position and length must be aligned as without this option.
    /// A write of a part of a block would have to read the block and write all of it, and lose what
    /// somebody else writes to it meanwhile. For the end of a file write a whole block, and
    /// [AsyncFile#truncate] it. What is aligned goes its way without a buffer. Transfers of several
    /// pieces of memory at once must be aligned as without this option.
    BOUNCE;

    /// Place on the device is set aside for the first `size` bytes before anything is written, so
    /// that there is room for them, and for fewer pieces. The length of the file stays.
    ///
    /// Means nothing without `WRITE` or `APPEND`. Where the file system cannot do that, and without
    /// native access, it is a wish that is not met. If there is no room, opening fails with a
    /// [java.nio.file.FileSystemException] that says ENOSPC, EDQUOT or EFBIG; a file that
    /// `CREATE_NEW` has made is deleted again. See [AsyncFile#allocate], which tells and may be
    /// called later, and fallocate(2), `FALLOC_FL_KEEP_SIZE`.
    ///
    /// @param size in bytes, at least 1
    /// @throws IllegalArgumentException if `size` is not positive
    public static OpenOption preallocate(long size) {
        return new Preallocation(size);
    }
}
