package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.Operation.WriteSmallFile.Otherwise;
import dev.tidemill.linux.Errno;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// Writes a file from its start.
final class PooledWriteFile extends PooledFile<Void> {

    private static final int NATIVE_PIECE = 8 * 1024 * 1024;

    private final Operation.WriteFile write;
    private final MemorySegment source;
    private final boolean small;

    /// Who does it if it may wait; null if that is done here as well.
    private final @Nullable Otherwise otherwise;

    /// What does it instead of this. Written by the thread that works here, read by those who stop.
    private volatile @Nullable Task<Void> instead;

    PooledWriteFile(PortableEngine engine, Operation.WriteFile write) {
        super(engine, write, write.path(), write.mode());
        this.write = write;
        source = write.source();
        small = write.isSmall() && engine.isInMemory(write.path());
        otherwise = null;
    }

    /// @param operation on a file system that is in memory
    PooledWriteFile(PortableEngine engine, Operation.WriteSmallFile operation) {
        super(engine, operation, operation.path(), operation.write().mode());
        write = operation.write();
        source = write.source();
        small = true;
        otherwise = operation.otherwise();
    }

    @Override
    void start() {
        if (small) startShort();
        else super.start();
    }

    /// A file that is made here is a regular one, and so is most of what exists: only what may wait
    /// is left to others, and before it is opened, because whoever waits for the other side of a
    /// FIFO would see us come and go.
    @Override
    FileHandle open() throws IOException, Unfinished {
        if (!small || mayWaitForOthers()) return super.open();
        FileHandle made = engine.calls().create(write.path(), write.mode());
        if (made != null) return made;
        if (otherwise != null && engine.calls().mayWait(write.path())) handOn(otherwise);
        return super.open();
    }

    /// The memory stays in use until the other one has ended.
    private void handOn(Otherwise otherwise) throws Unfinished {
        holdMemory();
        Task<Void> instead = otherwise.start(write, CancellationToken.none(), true);
        engine.handedOn(this);
        this.instead = instead;
        if (isStopRequested()) instead.cancel(); // whoever asked may have looked before
        instead.whenCompleteAsync((_, _) -> endAs(instead, source.byteSize()), Tasks.inline())
                .forget();
        throw Unfinished.HANDED_ON;
    }

    @Override
    protected void stopStarted() {
        super.stopStarted();
        Task<Void> instead = this.instead;
        if (instead != null) instead.cancel();
    }

    @Override
    @SuppressWarnings("NullAway") // the only value of Void
    Void use(FileHandle file) throws IOException, Unfinished {
        holdMemory();
        if (source.isNative()) direct(file);
        else throughBuffer(file);
        leaveMemoryForGood();
        return null;
    }

    private void direct(FileHandle file) throws IOException, Unfinished {
        while (transferred < source.byteSize()) {
            stopIfRequested();
            int length = (int) Math.min(source.byteSize() - transferred, NATIVE_PIECE);
            transferred += some(engine.calls().transfer(file, source, transferred, length, transferred, true));
        }
    }

    private void throughBuffer(FileHandle file) throws IOException, Unfinished {
        MemorySegment buffer = engine.calls().takeBuffer();
        try {
            while (transferred < source.byteSize()) {
                int length = (int) Math.min(source.byteSize() - transferred, Calls.BUFFER_BYTES);
                MemorySegment.copy(source, transferred, buffer, 0, length);
                leaveMemory();
                long written = some(engine.calls().transfer(file, buffer, 0, length, transferred, true));
                holdMemory();
                transferred += written;
            }
        } finally {
            engine.calls().giveBackBuffer(buffer);
        }
    }

    /// A write of nothing would go on for ever.
    private static long some(long written) throws Unfinished {
        if (written == 0) throw Unfinished.errno(Errno.EIO.number());
        return written;
    }
}
