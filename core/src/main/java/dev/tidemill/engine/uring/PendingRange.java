package dev.tidemill.engine.uring;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.engine.RangeOperation;

/// One call on a part of a file. A thread of the kernel waits where it has to wait.
final class PendingRange<T> extends InFlight<T> {

    /// Two of the calls take the length as 32 bits; of the third older kernels do, too.
    private static final long LONGEST = 0xffff_ffffL;

    private final RangeOperation<T> range;
    private final T value;

    private PendingRange(RingOwner owner, RangeOperation<T> range, T value) {
        super(owner, range);
        this.range = range;
        this.value = value;
    }

    /// @return null if a ring has no such call, or not for so long a range
    @SuppressWarnings({"unchecked", "NullAway"}) // each operation says what it gives; the only value of Void
    static <T> @Nullable InFlight<T> of(RingOwner owner, RangeOperation<T> range) {
        return switch (range) {
            case RangeOperation.WriteBack call
            when call.length() <= LONGEST -> (InFlight<T>) new PendingRange<Void>(owner, call, null);
            case RangeOperation.Advise call
            when call.length() <= LONGEST -> (InFlight<T>) new PendingRange<Void>(owner, call, null);
            case RangeOperation.Change call -> (InFlight<T>) new PendingRange<>(owner, call, true);
            case RangeOperation.WriteBack _,
                    RangeOperation.Advise _,
                    RangeOperation.Seek _,
                    RangeOperation.Extents<?> _ -> null;
        };
    }

    @Override
    void prepare(long sqe) {
        int fd = ((DescriptorHandle) range.file()).fd();
        switch (range) {
            case RangeOperation.WriteBack(var _, long position, long length) ->
                SqeEncoder.syncRange(sqe, fd, position, (int) length);
            case RangeOperation.Advise(var _, int advice, var _, long position, long length) ->
                SqeEncoder.fadvise(sqe, fd, position, (int) length, advice);
            case RangeOperation.Change(var _, var space, long position, long length) ->
                SqeEncoder.fallocate(sqe, fd, space.mode(), position, length);
            case RangeOperation.Seek _, RangeOperation.Extents<?> _ ->
                throw new AssertionError("not for a ring: " + range.describe());
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the value of a change
    boolean completed(int result) {
        if (isInterrupted(result) && !isToStop()) return false;
        boolean unknown = range instanceof RangeOperation.Change && RangeOperation.Change.isUnknown(result);
        if (result >= 0) endWithValue(value, 0);
        else if (unknown) endWithValue((T) Boolean.FALSE, 0);
        else endWithErrno(-result, isStopped(result), 0);
        return true;
    }
}
