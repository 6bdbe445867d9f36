package dev.tidemill.file;

import java.lang.foreign.MemorySegment;

/// One of the transfers of a batch.
sealed interface BatchPart permits BatchRead, BatchWrite {

    AsyncFile file();

    long position();

    MemorySegment memory();

    /// The first byte of the file behind it.
    default long end() {
        return position() + memory().byteSize();
    }
}
