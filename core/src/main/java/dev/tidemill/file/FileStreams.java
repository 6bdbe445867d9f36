package dev.tidemill.file;

import dev.tidemill.stream.ByteSink;
import dev.tidemill.stream.ByteSource;

/// Chooses how a file is read or written one byte after the other.
final class FileStreams {

    /// Buffers; what more of them bring is in `docs/performance.md`.
    static final int READ_AHEAD = 8;

    static final int WRITE_BEHIND = 4;

    private FileStreams() {}

    /// @param ownsFile whether closing the source closes the file
    static ByteSource source(AsyncFile file, long position, int readAhead, boolean ownsFile) {
        Checks.position(position);
        if (readAhead < 0) throw new IllegalArgumentException("readAhead is negative: " + readAhead);
        return readAhead == 0 || !file.hasPositions() // a pipe: what is read ahead nobody else gets
                ? new FileSource(file, position, ownsFile)
                : new ReadAhead(file, position, ownsFile, readAhead);
    }

    /// @param ownsFile whether closing the sink closes the file
    static ByteSink sink(AsyncFile file, long position, int writeBehind, boolean ownsFile) {
        Checks.position(position);
        if (writeBehind < 0) throw new IllegalArgumentException("writeBehind is negative: " + writeBehind);
        return writeBehind == 0 || !file.hasPositions() // a pipe: who writes waits for the other side
                ? new FileSink(file, position, ownsFile)
                : new WriteBehind(file, position, ownsFile, file.appends() ? 1 : writeBehind);
    }
}
