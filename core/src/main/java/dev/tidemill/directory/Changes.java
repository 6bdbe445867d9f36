package dev.tidemill.directory;

import java.io.IOException;
import java.util.Deque;

/// Where changes come from. For one thread at a time; [#close] for any.
interface Changes {

    /// Waits until something happens, and says what.
    ///
    /// @param happened what is told is added here
    /// @return false if nothing can happen any more: the directory is gone
    boolean await(Deque<DirectoryChange> happened) throws IOException, InterruptedException;

    /// Whoever waits is told.
    void close();
}
