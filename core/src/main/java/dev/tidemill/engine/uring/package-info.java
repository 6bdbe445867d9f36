/// The engine on Linux's io_uring.
///
/// Start with [dev.tidemill.engine.uring.UringEngine] (any thread) and
/// [dev.tidemill.engine.uring.RingOwner] (the one thread that talks to a ring). A request belongs
/// to the thread that submitted it and dies with it, so nobody else ever submits: other threads
/// leave their operations in the owner's [dev.tidemill.engine.uring.Inbox]. See io_uring(7) and
/// `docs/kernel.md`.
package dev.tidemill.engine.uring;
