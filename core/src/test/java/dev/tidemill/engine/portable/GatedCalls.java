package dev.tidemill.engine.portable;

import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.IoVector;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.RangeOperation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Semaphore;

/// Calls that block until a test lets them go on, as those on a server that does not answer.
final class GatedCalls extends OtherCalls {

    /// One for each call that has come to the gate.
    final Semaphore arrived = new Semaphore(0);

    /// One for each call that may go on.
    private final Semaphore open = new Semaphore(0);

    private volatile boolean closed;

    GatedCalls(Calls calls) {
        super(calls);
    }

    /// From now on calls wait at the gate.
    void closeGate() {
        closed = true;
    }

    void letGo(int calls) {
        open.release(calls);
    }

    void openGate() {
        closed = false;
        open.release(1_000_000);
    }

    private void pass() {
        if (!closed) return;
        arrived.release();
        open.acquireUninterruptibly();
    }

    @Override
    public FileHandle open(NativePath path, OpenMode mode, boolean mayWaitForOthers) throws IOException, Unfinished {
        pass();
        return super.open(path, mode, mayWaitForOthers);
    }

    @Override
    public long transfer(FileHandle file, MemorySegment memory, long offset, int length, long position, boolean writes)
            throws IOException, Unfinished {
        pass();
        return super.transfer(file, memory, offset, length, position, writes);
    }

    @Override
    public long transfer(FileHandle file, IoVector vector, long position, boolean writes) throws Unfinished {
        pass();
        return super.transfer(file, vector, position, writes);
    }

    @Override
    public void sync(FileHandle file, boolean dataOnly) throws IOException, Unfinished {
        pass();
        super.sync(file, dataOnly);
    }

    @Override
    public boolean allocate(FileHandle file, long size) throws IOException, Unfinished {
        pass();
        return super.allocate(file, size);
    }

    @Override
    public <T> T range(RangeOperation<T> range) throws IOException, Unfinished {
        pass();
        return super.range(range);
    }

    @Override
    public long size(FileHandle file) throws IOException, Unfinished {
        pass();
        return super.size(file);
    }
}
