package dev.tidemill.transfer;

/// Whether a copy shares blocks of the device with its source until one of them is written
/// (`FICLONE`, ioctl_ficlonerange(2)): no bytes move, and no place is taken.
public enum Sharing {
    /// Where the file system can.
    IF_POSSIBLE,

    /// Or the copy fails.
    REQUIRED,

    /// The bytes are there twice.
    NEVER
}
