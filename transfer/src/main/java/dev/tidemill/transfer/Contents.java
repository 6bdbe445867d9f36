package dev.tidemill.transfer;

import dev.tidemill.Tidemill;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationToken;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// What is in files, and nothing else of them.
final class Contents {

    private Contents() {}

    /// Whether two files have the same bytes: read up to the first that is not.
    ///
    /// @param size of both
    static boolean areSame(Tidemill io, Path one, Path other, long size, CancellationToken token)
            throws IOException, InterruptedException {
        try (AsyncFile first = AsyncFile.open(io, one).await();
                AsyncFile second = AsyncFile.open(io, other).await();
                ReadingAhead firsts = new ReadingAhead(first, size, token);
                ReadingAhead seconds = new ReadingAhead(second, size, token)) {
            for (long same = 0; same < size; ) {
                MemorySegment wanted = firsts.next();
                MemorySegment found = seconds.next();
                if (wanted == null || found == null || wanted.mismatch(found) >= 0) return false;
                same += wanted.byteSize();
            }
            return true;
        }
    }
}
