package dev.tidemill.linux;

/// What getdents64(2) gives: a `struct linux_dirent64` for each name, one behind the other. Not all
/// file systems say the type.
public final class Dirent {
    // where the fields are, in bytes from the start; the structure is in no header
    public static final int D_OFF = 8; // long: where to lseek(2) for the name behind this one
    public static final int D_RECLEN = 16; // short
    public static final int D_TYPE = 18; // byte
    public static final int D_NAME = 19; // ended by a zero

    // d_type
    public static final int DT_UNKNOWN = 0;
    public static final int DT_FIFO = 1;
    public static final int DT_CHR = 2;
    public static final int DT_DIR = 4;
    public static final int DT_BLK = 6;
    public static final int DT_REG = 8;
    public static final int DT_LNK = 10;
    public static final int DT_SOCK = 12;

    private Dirent() {}
}
