package dev.tidemill.transfer;

/// How a copy uses the page cache.
public enum CacheUse {
    /// As everybody does, and past it where it would only be passed through: what a large durable
    /// copy writes, and, for any copy, what is read of a source of 64 MiB or more that for the most
    /// part is not there, on ext4, XFS and F2FS (Linux 6.5): it does not get into the page cache.
    AS_IT_COMES,

    /// What the copy brings in goes soon, so that it does not push out what others use
    /// (`RWF_DONTCACHE`, Linux 6.14; before it, advice to the kernel).
    SPARED,

    /// Past it, with `O_DIRECT`, for files of a size for which that is worth while: the least work
    /// for the processor. Where the file system cannot, as it comes.
    NONE
}
