package dev.tidemill.directory;

import java.io.IOException;

/// Removes a tree piece by piece. For one thread at a time, which may block; a request to hurry may
/// come from any.
abstract class Remover {

    /// So many names are looked at in one turn.
    static final int TURN = 1_000;

    private volatile boolean hurried;
    private volatile long removed;

    /// Goes on.
    ///
    /// @return false if there is no more to do
    /// @throws IOException if the root cannot be found
    abstract boolean goOn() throws IOException;

    /// Lets go of what is open.
    abstract void close();

    /// Ends the turn that is running.
    final void hurry() {
        hurried = true;
    }

    final boolean isHurried() {
        return hurried;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread at a time
    final void countRemoved() {
        removed++;
    }

    /// Names that are gone.
    final long removed() {
        return removed;
    }
}
