package dev.tidemill.nio;

/// Who is told what an operation comes to, once: a future, or a handler. Called by whoever
/// completes the task, perhaps a ring's thread: it must not wait.
interface Receiver<V> {

    /// @return false if nobody wants it any more
    boolean completed(V value);

    void failed(Throwable failure);
}
