package dev.tidemill.engine;

import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Stat;
import dev.tidemill.linux.Statx;

/// What transfers of a file must be multiples of.
///
/// @param read of positions and lengths of reads, in bytes
/// @param write of positions and lengths of writes, in bytes
/// @param memory of addresses, in bytes
/// @param known whether the system says so; otherwise nothing is refused before it is asked
public record DirectAlignment(int read, int write, int memory, boolean known) {

    /// Anything goes.
    public static final DirectAlignment NONE = new DirectAlignment(1, 1, 1, true);

    /// Older than Linux 6.1, or of a file system that does not tell.
    public static final DirectAlignment UNKNOWN = new DirectAlignment(1, 1, 1, false);

    /// Serves every device there is, and buffers of the [BufferPool] are aligned to it.
    public static final int SAFE = 4096;

    /// What statx(2) asks for, besides what it fills in anyway.
    public static final int MASK = Stat.STATX_DIOALIGN | Stat.STATX_DIO_READ_ALIGN;

    /// @param status that was asked for with [#MASK]
    public static DirectAlignment of(long status) {
        int told = Memory.getInt(status + Statx.MASK);
        if ((told & Stat.STATX_DIOALIGN) == 0) return UNKNOWN;
        int position = Memory.getInt(status + Statx.DIO_OFFSET_ALIGN);
        if (position == 0) return NONE; // not past the page cache after all
        int read = (told & Stat.STATX_DIO_READ_ALIGN) == 0 ? 0 : Memory.getInt(status + Statx.DIO_READ_OFFSET_ALIGN);
        int memory = Math.max(1, Memory.getInt(status + Statx.DIO_MEM_ALIGN));
        return new DirectAlignment(read == 0 ? position : read, position, memory, true);
    }

    /// Of positions and lengths.
    public int position(boolean writes) {
        return writes ? write : read;
    }
}
