package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Failure;

/// Ends a call before it has a value. Thrown between two methods of this package and never seen
/// outside, so it has no stack.
final class Unfinished extends Exception {

    private static final long serialVersionUID = 1;

    /// Somebody asked to stop, between two system calls.
    static final Unfinished STOPPED = new Unfinished(0, null, null);

    /// Another operation does it, and ends this one, too.
    static final Unfinished HANDED_ON = new Unfinished(0, null, null);

    /// One of many is to be an operation of its own.
    static final Unfinished ALONE = new Unfinished(0, null, null);

    /// The file ended too early.
    static final Unfinished END_OF_FILE = new Unfinished(0, null, null);

    final int errno;
    final transient @Nullable Failure failure;
    final transient @Nullable Lane elsewhere;

    private Unfinished(int errno, @Nullable Failure failure, @Nullable Lane elsewhere) {
        super(null, null, false, false);
        this.errno = errno;
        this.failure = failure;
        this.elsewhere = elsewhere;
    }

    /// The system said no.
    ///
    /// @param errno positive
    static Unfinished errno(int errno) {
        return new Unfinished(errno, null, null);
    }

    static Unfinished failure(Failure failure) {
        return new Unfinished(0, failure, null);
    }

    /// It would wait for something that others in its lane do not wait for: to be done once more,
    /// there.
    static Unfinished elsewhere(Lane lane) {
        return new Unfinished(0, null, lane);
    }

    /// The result of a system call, if it is a good one.
    static int unlessNegative(int result) throws Unfinished {
        if (result < 0) throw errno(-result);
        return result;
    }

    /// The result of a system call, if it is a good one.
    static long unlessNegative(long result) throws Unfinished {
        if (result < 0) throw errno((int) -result);
        return result;
    }
}
