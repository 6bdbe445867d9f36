package dev.tidemill.engine;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/// A file without a descriptor, which counts how often it is closed.
final class CountedFile extends FileHandle {

    private static final NativePath PATH = NativePath.of(Path.of("a"));

    final AtomicInteger closes = new AtomicInteger();

    CountedFile() {
        super(PATH, OpenMode.READ, FileKind.REGULAR);
    }

    @Override
    public void closeNow() {
        closes.incrementAndGet();
        closed(0);
    }

    /// What [FileHandle#close] does, with an engine that has to be told about one operation only.
    void close(CountedRead operation) {
        if (beginClosing() == Closing.NOW) closeNow();
        else operation.stopForClose();
    }

    @Override
    public long readCached(long address, long length, long position) {
        return NOT_CACHED;
    }

    @Override
    public long transferHere(boolean writes, long address, long length, long position) {
        return NOT_HERE;
    }

    @Override
    public long sizeHere() {
        return NOT_HERE;
    }
}
