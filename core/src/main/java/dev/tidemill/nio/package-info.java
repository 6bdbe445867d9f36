/// Files as channels of `java.nio`, for programs that know those.
///
/// [dev.tidemill.nio.TidemillFileChannel] is a [java.nio.channels.AsynchronousFileChannel]: a
/// program that opens its files there instead of with the JDK's runs on the engine, unchanged in
/// everything else. Everything here may be used by any number of threads.
package dev.tidemill.nio;
