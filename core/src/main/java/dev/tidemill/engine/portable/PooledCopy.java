package dev.tidemill.engine.portable;

import dev.tidemill.engine.ClosedFile;
import dev.tidemill.engine.CopyRange;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.linux.Errno;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;

/// Copies between files, the best way there is: both share the blocks; the system copies; bytes go
/// through a buffer. What cannot be done in one way goes on in the next.
///
/// It looks between calls whether it is to stop, so when the task is done nobody writes to the
/// target any more.
final class PooledCopy extends PooledOperation<Long> {

    /// Some 10 ms of copying.
    private static final long PIECE_BYTES = 16 * 1024 * 1024;

    private final CopyRange copy;
    private final FileHandle source;
    private final FileHandle target;

    private PooledCopy(PortableEngine engine, CopyRange copy, Lane lane) {
        super(engine, copy, lane, IN_USE);
        this.copy = copy;
        this.source = copy.file();
        this.target = copy.target();
    }

    /// The caller's reference to the source goes over to what this gives.
    static PortableOperation<Long> of(PortableEngine engine, CopyRange copy) {
        Calls calls = engine.calls();
        // long copies are not to hold up what else is done on the two mounts
        Lane lane = new Lane(new Between(calls.laneOf(copy.file()), calls.laneOf(copy.target())), false);
        if (copy.target().acquire()) return new PooledCopy(engine, copy, lane);
        return new PooledCall<>(engine, copy, lane, () -> {
            throw Unfinished.failure(ClosedFile.BEFORE);
        });
    }

    private record Between(Lane source, Lane target) {}

    @Override
    Long carryOut() throws IOException, Unfinished {
        stopIfRequested();
        if (copy.overlaps() && source.isSameFile(target)) {
            throw new FileSystemException(
                    source.toString(), target.toString(), "source and target of a copy within one file overlap");
        }
        if (!target.mode().append()) shareOrCopy();
        throughBuffer();
        return transferred;
    }

    private void shareOrCopy() throws IOException, Unfinished {
        transferred = engine.calls().share(copy);
        while (transferred < copy.length()) {
            stopIfRequested();
            stopIfClosing();
            long left = Math.min(copy.length() - transferred, PIECE_BYTES);
            long copied = engine.calls()
                    .copy(source, copy.position() + transferred, target, copy.targetPosition() + transferred, left);
            // nothing may be the end, or what a file says whose length nobody knows: a read tells
            if (copied <= 0) return;
            transferred += copied;
        }
    }

    private void throughBuffer() throws IOException, Unfinished {
        if (transferred == copy.length()) return;
        MemorySegment buffer = engine.calls().takeBuffer();
        try {
            int asked;
            do {
                stopIfRequested();
                stopIfClosing();
                asked = (int) Math.min(copy.length() - transferred, Calls.BUFFER_BYTES);
                asked = (int) engine.calls().transfer(source, buffer, 0, asked, copy.position() + transferred, false);
                write(buffer, asked);
            } while (asked > 0 && transferred < copy.length());
        } finally {
            engine.calls().giveBackBuffer(buffer);
        }
    }

    private void write(MemorySegment buffer, int length) throws IOException, Unfinished {
        for (int done = 0; done < length; ) {
            long position = copy.targetPosition() + transferred;
            int written = (int) engine.calls().transfer(target, buffer, done, length - done, position, true);
            if (written == 0) throw Unfinished.errno(Errno.EIO.number()); // it would go on for ever
            done += written;
            transferred += written;
        }
    }

    /// Whoever closes the target knows nothing of this operation, which is one of the source.
    private void stopIfClosing() throws Unfinished {
        if (target.isClosing() || source.isClosing()) throw Unfinished.failure(ClosedFile.DURING);
    }

    @Override
    protected void lastWordSaid(boolean admitted, boolean begun) {
        super.lastWordSaid(admitted, begun);
        if (target.release()) target.closeNow();
    }
}
