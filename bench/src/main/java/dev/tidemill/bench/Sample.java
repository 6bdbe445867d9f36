package dev.tidemill.bench;

/// What one side did in one round. What it cannot tell is NaN.
///
/// @param operations in the unit of the case
/// @param cpuNanos user and system time of the whole process
/// @param allocatedBytes on the Java heap
/// @param retainedBytes of heap, held by all operations while they were pending
/// @param threads beyond those of an idle JVM and the one that calls, at the peak
/// @param kernelWorkers how many of these the kernel started for io_uring
record Sample(
        double operations,
        double elapsedNanos,
        double cpuNanos,
        double allocatedBytes,
        double retainedBytes,
        double threads,
        double kernelWorkers) {

    /// A sample of a program that is no JVM.
    static Sample of(double operations, double elapsedNanos, double cpuNanos) {
        return new Sample(operations, elapsedNanos, cpuNanos, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
}
