package dev.tidemill.engine;

/// The balance of the [BufferPool], for tests of other packages.
public final class Buffers {

    private Buffers() {}

    /// Buffers that somebody has; see [BufferPool#taken()].
    public static int taken() {
        return BufferPool.taken();
    }
}
