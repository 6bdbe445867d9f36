package dev.tidemill.engine.portable;

/// What waits in the [Poller] until a descriptor is ready. All methods are called on its thread.
interface Polled {

    int fd();

    /// Which of the two it waits for: room to write, or something to read.
    boolean writes();

    /// It has arrived.
    ///
    /// @return false if it is over already, and need not wait
    boolean beginToWait();

    /// Whether it has arrived and is not over.
    boolean isWaiting();

    /// Whether there is nothing to wait for.
    boolean isEmpty();

    /// The descriptor is ready, or was.
    ///
    /// @param buffer of [Calls#BUFFER_BYTES]
    /// @return whether this was all; then [#end] is to be called
    boolean attempt(long buffer);

    void end();

    void endWithErrno(int errno);

    /// Somebody asked to stop it.
    void stop();

    /// Descriptors of its kind cannot be polled.
    void leaveToPool();
}
