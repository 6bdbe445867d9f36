package dev.tidemill.transfer.block;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationToken;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// What a killed program has left of a copy, and how much of it the next one can use.
///
/// Nothing is taken on trust: after a power failure there may be zeros in the middle, blocks may
/// have been written in any order, and the source may have changed with its time set back. So both
/// are read from the start, as far as they are the same, and the copy goes on from there.
public final class Rest {

    /// Where a copy can go on: what transfers past the page cache want.
    private static final long UNIT = 4096;

    private Rest() {}

    /// Compares from the start. That is one pass over what is there, which is faster than to write
    /// it again.
    ///
    /// @param tap is told of what is the same, as if it had been copied
    /// @return how many bytes are the same, a multiple of 4096
    public static long inCommon(AsyncFile source, AsyncFile rest, long size, CancellationToken token, Pump.Tap tap)
            throws IOException, InterruptedException {
        long end = Math.min(size, rest.size().await()) & -UNIT;
        long same = 0;
        try (ReadingAhead sources = new ReadingAhead(source, end, token);
                ReadingAhead rests = new ReadingAhead(rest, end, token)) {
            while (same < end) {
                MemorySegment wanted = sources.next();
                MemorySegment found = rests.next();
                if (wanted == null || found == null) break;
                long difference = wanted.mismatch(found);
                long bytes = difference < 0 ? wanted.byteSize() : difference & -UNIT;
                tap.bytes(wanted.asSlice(0, bytes), same);
                tap.moved(bytes);
                same += bytes;
                if (difference >= 0) break;
            }
        }
        return same;
    }
}
