package dev.tidemill.linux;

/// Requests for [LibC#ioctl]: `linux/fs.h` and `asm/ioctls.h`.
public final class Ioctl {
    /// Shares the blocks of the whole file whose descriptor is the argument.
    public static final long FICLONE = 0x4004_9409L;

    /// Shares blocks of a file, as a `struct file_clone_range` says.
    public static final long FICLONERANGE = 0x4020_940DL;

    /// Fills a `struct termios`: fails on everything that is not a terminal.
    public static final long TCGETS = 0x5401;

    /// Fills a `struct winsize`.
    public static final long TIOCGWINSZ = 0x5413;

    /// Fills an int: bytes that can be read at once.
    public static final long FIONREAD = 0x541B;

    private Ioctl() {}
}
