package dev.tidemill.transfer.block;

import dev.tidemill.annotation.Nullable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// The bytes of a file, block by block. For one thread.
public interface Content extends AutoCloseable {

    /// The next block: whole, or the last one.
    ///
    /// @return null at the end; what it is of is used again by the next call
    @Nullable
    MemorySegment next() throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
