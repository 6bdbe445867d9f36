/// Files and streams of bytes for [java.util.concurrent.Flow], which is Reactive Streams: with
/// back-pressure.
///
/// Start with [dev.tidemill.flow.FilePublisher], which gives the bytes of a file to a subscriber,
/// and with [dev.tidemill.flow.FileSubscriber], which writes what a publisher gives, as a task.
/// Both keep the rules of Reactive Streams, those about threads among them: a subscriber is called
/// by one thread at a time, which is a virtual one.
package dev.tidemill.flow;
