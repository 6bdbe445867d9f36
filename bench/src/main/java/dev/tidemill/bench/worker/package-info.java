/// The ways of doing the work that Java offers, each measured in a JVM of its own.
///
/// Begin with [Contender][dev.tidemill.bench.worker.Contender], which is what to write, and
/// [Contenders][dev.tidemill.bench.worker.Contenders], which is where to name it. Knows nothing of
/// the program that compares them.
package dev.tidemill.bench.worker;
