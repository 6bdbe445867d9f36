package dev.tidemill.file;

import java.nio.file.OpenOption;

/// See [AsyncOption#preallocate].
record Preallocation(long size) implements OpenOption {

    Preallocation {
        if (size <= 0) throw new IllegalArgumentException("size is " + size + "; must be positive");
    }

    /// Each opening calls it, and the JVM would make it when it is called first, which takes longer
    /// than to open a file.
    @Override
    public int hashCode() {
        return Long.hashCode(size);
    }
}
