/// The engine that runs everywhere.
///
/// Start with [dev.tidemill.engine.portable.PortableEngine]. It makes of each operation a
/// [dev.tidemill.engine.portable.PortableOperation] and starts it: most go to the
/// [dev.tidemill.engine.portable.BlockingPool], in the lane of their mount, transfers of streams to
/// the [dev.tidemill.engine.portable.Poller]. What a thread of the pool does is put together from
/// the [dev.tidemill.engine.portable.Calls] of a [dev.tidemill.engine.portable.Driver]. Not
/// exported; safe for use by many threads.
package dev.tidemill.engine.portable;
