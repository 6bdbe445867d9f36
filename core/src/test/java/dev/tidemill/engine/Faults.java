package dev.tidemill.engine;

import dev.tidemill.linux.Errno;

/// Calls of an engine that fail instead of being made, one at a time. All threads.
public class Faults {

    /// What an engine asks the system for.
    public enum Call {
        OPEN,
        READ,
        WRITE,
        FSYNC,
        FDATASYNC,
        TRUNCATE,
        ALLOCATE,
        WRITE_BACK,
        ADVISE,
        SEEK,
        LOCK,
        COPY,
        SIZE,
        CLOSE
    }

    // Under this object's lock.
    private Call awaited;
    private int callsBefore;
    private Errno errno;
    private Runnable accompaniment;

    /// The next `call` will fail.
    public void failNext(Call call, Errno errno) {
        fail(call, 0, errno, () -> {});
    }

    /// A later `call` will fail.
    ///
    /// @param callsBefore how many of its kind will be made before
    public void failAfter(int callsBefore, Call call, Errno errno) {
        fail(call, callsBefore, errno, () -> {});
    }

    /// The next `call` will fail, and on its thread `accompaniment` happens just before.
    public void failNext(Call call, Errno errno, Runnable accompaniment) {
        fail(call, 0, errno, accompaniment);
    }

    private synchronized void fail(Call call, int callsBefore, Errno errno, Runnable accompaniment) {
        if (awaited != null) throw new AssertionError(awaited + " has not failed yet");
        this.awaited = call;
        this.callsBefore = callsBefore;
        this.errno = errno;
        this.accompaniment = accompaniment;
    }

    /// Whether what was to fail has failed.
    public synchronized boolean areOver() {
        return awaited == null;
    }

    /// Whether the next call that fails is of this kind.
    public synchronized boolean isNext(Call call) {
        return call == awaited;
    }

    /// To be asked for each call.
    ///
    /// @return how it fails, as a positive number; 0 if it is to be made
    public synchronized int errnoOf(Call call) {
        if (call != awaited || callsBefore-- > 0) return 0;
        awaited = null;
        accompaniment.run();
        return errno.number();
    }

    /// To be asked for each read, write and copy that is made.
    ///
    /// @param length bytes that the engine asks for
    /// @return bytes that the system transfers at most; at least one
    public int lengthOf(Call call, int length) {
        return length;
    }
}
