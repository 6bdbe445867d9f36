package dev.tidemill.engine.uring;

/// What rings meet. A test gives others, to see how the library gets along with an older kernel, or
/// with an error that seldom comes; nobody outside of this package can.
class Circumstances {

    static final Circumstances REAL = new Circumstances();

    /// Which of the set-up flags that we ask for the kernel might know.
    int setupFlags(int wished) {
        return wished;
    }

    /// What there is of all that was found.
    KernelFeatures features(KernelFeatures found) {
        return found;
    }

    /// The kernel is about to get the submission of an operation.
    void submission(long sqe) {}
}
