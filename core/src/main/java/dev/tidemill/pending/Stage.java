package dev.tidemill.pending;

/// How far the work of a pending task is.
public enum Stage {
    /// Nothing more is known than that it is pending.
    PENDING,

    /// It is accepted, and has not begun.
    QUEUED,

    /// The kernel, or a thread, is at it.
    STARTED,

    /// It was asked to stop and has not answered.
    STOPPING,

    /// Nobody waits for it any more, but its call goes on.
    DETACHED
}
