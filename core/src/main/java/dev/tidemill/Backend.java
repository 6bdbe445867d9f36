package dev.tidemill;

/// What carries operations out.
public enum Backend {
    /// Linux's io_uring: operations are handed to the kernel, and its completions finish them.
    IO_URING("io_uring"),
    /// A bounded pool of threads, and on Linux one thread that waits for everything that can be
    /// polled. Works everywhere.
    PORTABLE("portable");

    private final String propertyValue;

    Backend(String propertyValue) {
        this.propertyValue = propertyValue;
    }

    /// As the system property `tidemill.engine` has it.
    @Override
    public String toString() {
        return propertyValue;
    }
}
