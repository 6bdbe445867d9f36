package dev.tidemill.engine.portable;

import dev.tidemill.engine.CopyRange;
import dev.tidemill.engine.Engine;
import dev.tidemill.engine.EngineSettings;
import dev.tidemill.engine.Faults;
import dev.tidemill.engine.Faults.Call;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.IoVector;
import dev.tidemill.engine.LockRange;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.RangeOperation;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.LibC;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// System calls that fail where [Faults] says so.
public final class FaultyCalls extends OtherCalls {

    private final Faults faults;

    private FaultyCalls(Calls calls, Faults faults) {
        super(calls);
        this.faults = faults;
    }

    public static Engine engine(EngineSettings settings, Faults faults) {
        return LibC.isAvailable()
                ? new PortableEngine(
                        settings, Driver.SYSTEM_CALLS, engine -> new FaultyCalls(new LinuxCalls(engine), faults))
                : new PortableEngine(
                        settings, Driver.CHANNELS, engine -> new FaultyCalls(new ChannelCalls(engine), faults));
    }

    /// After a signal a call is made again in the same line in which it was made.
    private void meet(Call call) throws Unfinished {
        int errno = faults.errnoOf(call);
        if (errno != 0 && errno != Errno.EINTR.number()) throw Unfinished.errno(errno);
    }

    @Override
    public FileHandle open(NativePath path, OpenMode mode, boolean mayWaitForOthers) throws IOException, Unfinished {
        meet(Call.OPEN);
        return super.open(path, mode, mayWaitForOthers);
    }

    @Override
    public FileHandle create(NativePath path, OpenMode mode) throws Unfinished {
        meet(Call.OPEN);
        return super.create(path, mode);
    }

    @Override
    public void close(FileHandle file) throws IOException, Unfinished {
        super.close(file); // the descriptor is gone, whatever the system says
        meet(Call.CLOSE);
    }

    @Override
    public long transfer(FileHandle file, MemorySegment memory, long offset, int length, long position, boolean writes)
            throws IOException, Unfinished {
        Call call = writes ? Call.WRITE : Call.READ;
        meet(call);
        return super.transfer(file, memory, offset, faults.lengthOf(call, length), position, writes);
    }

    @Override
    public long transfer(FileHandle file, IoVector vector, long position, boolean writes) throws Unfinished {
        meet(writes ? Call.WRITE : Call.READ);
        return super.transfer(file, vector, position, writes);
    }

    @Override
    public void sync(FileHandle file, boolean dataOnly) throws IOException, Unfinished {
        meet(dataOnly ? Call.FDATASYNC : Call.FSYNC);
        super.sync(file, dataOnly);
    }

    @Override
    public void truncate(FileHandle file, long size) throws IOException, Unfinished {
        meet(Call.TRUNCATE);
        super.truncate(file, size);
    }

    @Override
    public boolean allocate(FileHandle file, long size) throws IOException, Unfinished {
        meet(Call.ALLOCATE);
        return super.allocate(file, size);
    }

    @Override
    public <T> T range(RangeOperation<T> range) throws IOException, Unfinished {
        meet(
                switch (range) {
                    case RangeOperation.WriteBack _ -> Call.WRITE_BACK;
                    case RangeOperation.Change _ -> Call.ALLOCATE;
                    case RangeOperation.Advise _ -> Call.ADVISE;
                    case RangeOperation.Seek _, RangeOperation.Extents<?> _ -> Call.SEEK;
                });
        return super.range(range);
    }

    /// Not while a copy is awaited that is to fail: there would be none.
    @Override
    public long share(CopyRange copy) {
        return faults.isNext(Call.COPY) ? 0 : super.share(copy);
    }

    @Override
    public long copy(FileHandle source, long position, FileHandle target, long targetPosition, long length)
            throws Unfinished {
        int errno = faults.errnoOf(Call.COPY);
        if (errno == 0) {
            int most = faults.lengthOf(Call.COPY, (int) Math.min(length, MOST_BYTES));
            return super.copy(source, position, target, targetPosition, most);
        }
        return LinuxCopying.isImpossible(-errno) ? 0 : Unfinished.unlessNegative(-errno);
    }

    /// What says that somebody else has it locked is no error.
    @Override
    public boolean lock(FileHandle file, LockRange range) throws IOException, Unfinished {
        int errno = faults.errnoOf(Call.LOCK);
        if (errno == Errno.EAGAIN.number() || errno == Errno.EACCES.number()) return false;
        if (errno != 0) throw Unfinished.errno(errno);
        return super.lock(file, range);
    }

    @Override
    public long size(FileHandle file) throws IOException, Unfinished {
        meet(Call.SIZE);
        return super.size(file);
    }
}
