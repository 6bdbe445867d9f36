package dev.tidemill.transfer.block;

import dev.tidemill.Tidemill;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.transfer.entry.Provider;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/// What is in files, and nothing else of them.
public final class Contents {

    private static final int BLOCK_BYTES = 256 << 10;

    private Contents() {}

    /// Whether two files have the same bytes: read up to the first that is not.
    ///
    /// @param size of both
    public static boolean areSame(Tidemill io, Path one, Path other, long size, CancellationToken token)
            throws IOException, InterruptedException {
        if (!Provider.isSystems(one) || !Provider.isSystems(other)) return areSame(one, other, token);
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

    /// The engine opens files of the system only.
    private static boolean areSame(Path one, Path other, CancellationToken token)
            throws IOException, InterruptedException {
        MemorySegment block = Blocks.take(BLOCK_BYTES);
        MemorySegment otherBlock = Blocks.take(BLOCK_BYTES);
        Set<OpenOption> options = Set.of(StandardOpenOption.READ);
        try (Content first = new ShortContent(one, options, block);
                Content second = new ShortContent(other, options, otherBlock)) {
            while (true) {
                token.throwIfCancelled();
                MemorySegment wanted = first.next();
                MemorySegment found = second.next();
                if (wanted == null || found == null) return wanted == null && found == null;
                if (wanted.mismatch(found) >= 0) return false;
            }
        } finally {
            Blocks.giveBack(block);
            Blocks.giveBack(otherBlock);
        }
    }
}
