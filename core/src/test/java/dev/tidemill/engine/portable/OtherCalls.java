package dev.tidemill.engine.portable;

import dev.tidemill.engine.CopyRange;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.IoVector;
import dev.tidemill.engine.LockRange;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.RangeOperation;
import dev.tidemill.engine.VectoredTransfer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// Calls that others make, for tests that come in between.
abstract class OtherCalls implements Calls {

    private final Calls calls;

    OtherCalls(Calls calls) {
        this.calls = calls;
    }

    @Override
    public <T> PortableOperation<T> transfer(Operation.Transfer<T> transfer, long transferred) {
        return calls.transfer(transfer, transferred);
    }

    @Override
    public <T> PortableOperation<T> vectored(VectoredTransfer<T> transfer) {
        return calls.vectored(transfer);
    }

    @Override
    public long transfer(FileHandle file, IoVector vector, long position, boolean writes) throws Unfinished {
        return calls.transfer(file, vector, position, writes);
    }

    @Override
    public PortableOperation<ProcessHandle> awaitExit(Operation.AwaitExit exit) {
        return calls.awaitExit(exit);
    }

    @Override
    public Lane laneOf(FileHandle file) {
        return calls.laneOf(file);
    }

    @Override
    public FileHandle open(NativePath path, OpenMode mode, boolean mayWaitForOthers) throws IOException, Unfinished {
        return calls.open(path, mode, mayWaitForOthers);
    }

    @Override
    public FileHandle create(NativePath path, OpenMode mode) throws Unfinished {
        return calls.create(path, mode);
    }

    @Override
    public boolean mayWait(NativePath path) {
        return calls.mayWait(path);
    }

    @Override
    public void abort(FileHandle file) {
        calls.abort(file);
    }

    @Override
    public void close(FileHandle file) throws IOException, Unfinished {
        calls.close(file);
    }

    @Override
    public void closeForAll(FileHandle file) {
        calls.closeForAll(file);
    }

    @Override
    public long transfer(FileHandle file, MemorySegment memory, long offset, int length, long position, boolean writes)
            throws IOException, Unfinished {
        return calls.transfer(file, memory, offset, length, position, writes);
    }

    @Override
    public void sync(FileHandle file, boolean dataOnly) throws IOException, Unfinished {
        calls.sync(file, dataOnly);
    }

    @Override
    public void truncate(FileHandle file, long size) throws IOException, Unfinished {
        calls.truncate(file, size);
    }

    @Override
    public boolean allocate(FileHandle file, long size) throws IOException, Unfinished {
        return calls.allocate(file, size);
    }

    @Override
    public long size(FileHandle file) throws IOException, Unfinished {
        return calls.size(file);
    }

    @Override
    public <T> T range(RangeOperation<T> range) throws IOException, Unfinished {
        return calls.range(range);
    }

    @Override
    public long share(CopyRange copy) {
        return calls.share(copy);
    }

    @Override
    public long copy(FileHandle source, long position, FileHandle target, long targetPosition, long length)
            throws Unfinished {
        return calls.copy(source, position, target, targetPosition, length);
    }

    @Override
    public void link(FileHandle file, NativePath name) throws IOException, Unfinished {
        calls.link(file, name);
    }

    @Override
    public boolean lock(FileHandle file, LockRange range) throws IOException, Unfinished {
        return calls.lock(file, range);
    }

    @Override
    public void unlock(FileHandle file, LockRange range) throws IOException, Unfinished {
        calls.unlock(file, range);
    }

    @Override
    public MemorySegment takeBuffer() {
        return calls.takeBuffer();
    }

    @Override
    public void giveBackBuffer(MemorySegment buffer) {
        calls.giveBackBuffer(buffer);
    }

    @Override
    public void close() {
        calls.close();
    }

    @Override
    public boolean awaitEnd(long nanos) throws InterruptedException {
        return calls.awaitEnd(nanos);
    }
}
