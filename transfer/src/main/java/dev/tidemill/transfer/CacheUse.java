package dev.tidemill.transfer;

/// How a copy uses the page cache.
public enum CacheUse {
    /// As everybody does; large durable copies go past it.
    AS_IT_COMES,

    /// What the copy brings in goes soon, so that it does not push out what others use
    /// (`RWF_DONTCACHE`, Linux 6.14; before it, advice to the kernel).
    SPARED,

    /// Past it, with `O_DIRECT`, for files of a size for which that is worth while: the least work
    /// for the processor. Where the file system cannot, as it comes.
    NONE
}
