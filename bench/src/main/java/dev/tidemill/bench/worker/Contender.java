package dev.tidemill.bench.worker;

import java.io.IOException;

/// One way of doing the work of a case, to be measured.
///
/// It is opened once in a JVM of its own, runs a few times to warm up and then once in every round,
/// always on the same thread.
public interface Contender extends AutoCloseable {

    /// Works until the round is over, or through one fixed piece of work, and returns the number of
    /// operations done. Nothing may be in flight when it returns. What fails, or reads less than it
    /// asked for, throws: a wrong answer is not a fast answer.
    long run(Round round) throws Exception;

    /// Bytes of heap that the operations of the last round held while they were pending, all
    /// together. Only a contender that measures this knows it.
    default long retainedBytes() {
        return 0;
    }

    @Override
    default void close() throws IOException {}

    /// Opens a contender for a workload.
    @FunctionalInterface
    interface Factory {
        Contender open(Workload workload) throws Exception;
    }
}
