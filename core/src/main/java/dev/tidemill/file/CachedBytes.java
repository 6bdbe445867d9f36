package dev.tidemill.file;

import dev.tidemill.engine.BufferPool;
import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.task.NonBlockingThread;
import java.lang.foreign.MemorySegment;

/// Reads what is in the page cache, here and now: no other thread, no waiting, about the price of a
/// blocking read.
///
/// What is not there goes to the engine. A ring's own thread always goes there: a copy would hold
/// up everybody else, and a read that starts the next one would never come back.
final class CachedBytes {

    private CachedBytes() {}

    /// @param most bytes to copy on this thread at most
    /// @return as [FileHandle#readCached]
    static long read(FileHandle file, MemorySegment target, long position, long most) {
        if (!(file instanceof DescriptorHandle)) return FileHandle.NOT_CACHED; // no native access
        if (Thread.currentThread() instanceof NonBlockingThread) return FileHandle.NOT_CACHED;
        long size = target.byteSize();
        long length = Math.min(size, most);
        long read = target.isNative()
                ? file.readCached(target.address(), length, position)
                : readToHeap(file, target, length, position);
        return read == length && length < size ? ~read : read;
    }

    private static long readToHeap(FileHandle file, MemorySegment target, long length, long position) {
        long done = 0;
        long buffer = BufferPool.take();
        try {
            while (done < length) {
                int ask = (int) Math.min(length - done, BufferPool.BUFFER_BYTES);
                long read = file.readCached(buffer, ask, position + done);
                int bytes = (int) (read < 0 ? ~read : read);
                BufferPool.copyOut(buffer, target, done, bytes);
                done += bytes;
                if (read < 0) return ~done;
                if (read < ask) return done;
            }
            return done;
        } finally {
            BufferPool.giveBack(buffer);
        }
    }
}
