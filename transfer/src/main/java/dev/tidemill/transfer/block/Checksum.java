package dev.tidemill.transfer.block;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.manifest.Digest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.zip.CRC32C;

/// What is made of all bytes of a file that come in order, its holes being zeros: their CRC32C, a
/// digest, or both. One thread.
public final class Checksum {

    private static final MemorySegment ZEROS = Arena.global().allocate(64 << 10);

    private final @Nullable CRC32C sum;
    private final @Nullable Digest digest;
    private long end;

    /// Of nothing but the CRC32C.
    public Checksum() {
        this(true, null);
    }

    /// @param digest null for none
    public Checksum(boolean isSummed, @Nullable Digest digest) {
        this.sum = isSummed ? new CRC32C() : null;
        this.digest = digest;
    }

    /// The next bytes; what is missing before them is a hole.
    ///
    /// @param position of the first
    public void add(MemorySegment bytes, long position) {
        addHoleUpTo(position);
        update(bytes);
        end = position + bytes.byteSize();
    }

    private void update(MemorySegment bytes) {
        if (sum != null) sum.update(bytes.asByteBuffer());
        if (digest != null) digest.update(bytes);
    }

    /// @return the CRC32C of a file of `size` bytes
    public int of(long size) {
        addHoleUpTo(size);
        return (int) Objects.requireNonNull(sum, "sum").getValue();
    }

    /// Can be had once.
    ///
    /// @return the digest of a file of `size` bytes
    public String digestOf(long size) {
        addHoleUpTo(size);
        return Objects.requireNonNull(digest, "digest").end();
    }

    private void addHoleUpTo(long position) {
        while (end < position) {
            long bytes = Math.min(position - end, ZEROS.byteSize());
            update(ZEROS.asSlice(0, bytes));
            end += bytes;
        }
    }
}
