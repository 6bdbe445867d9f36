package dev.tidemill.transfer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/// CRC32C of a file that comes in order, its holes being zeros. One thread.
final class Checksum {

    private static final MemorySegment ZEROS = Arena.global().allocate(64 << 10);

    private final CRC32C sum = new CRC32C();
    private long end;

    /// The next bytes; what is missing before them is a hole.
    ///
    /// @param position of the first
    void add(MemorySegment bytes, long position) {
        addHoleUpTo(position);
        sum.update(bytes.asByteBuffer());
        end = position + bytes.byteSize();
    }

    /// @return the checksum of a file of `size` bytes
    int of(long size) {
        addHoleUpTo(size);
        return (int) sum.getValue();
    }

    private void addHoleUpTo(long position) {
        while (end < position) {
            long bytes = Math.min(position - end, ZEROS.byteSize());
            sum.update(ZEROS.asSlice(0, bytes).asByteBuffer());
            end += bytes;
        }
    }
}
