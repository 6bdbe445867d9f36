package dev.tidemill.file;

import java.nio.file.OpenOption;

/// See [AsyncOption#preallocate].
record Preallocation(long size) implements OpenOption {

    Preallocation {
        if (size <= 0) throw new IllegalArgumentException("size is " + size + "; must be positive");
    }
}
