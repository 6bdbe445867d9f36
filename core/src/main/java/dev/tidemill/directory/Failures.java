package dev.tidemill.directory;

import dev.tidemill.annotation.Nullable;
import java.io.IOException;

/// What went wrong on the way, as one exception: the first, with others suppressed.
final class Failures {

    /// More would not be read.
    private static final int MOST = 100;

    private @Nullable IOException first;
    private int others;

    void add(IOException failure) {
        if (first == null) first = failure;
        else if (others++ < MOST) first.addSuppressed(failure);
    }

    /// Null if nothing did, or it was taken already.
    @Nullable
    IOException take() {
        IOException taken = first;
        first = null;
        return taken;
    }
}
