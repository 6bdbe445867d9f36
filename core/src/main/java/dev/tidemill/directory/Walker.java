package dev.tidemill.directory;

import java.io.IOException;
import java.util.List;

/// Walks a tree piece by piece. For one thread at a time, which may block.
interface Walker {

    /// What was found by going a little further.
    ///
    /// @param entries empty if none of the names was looked for
    /// @param last whether there is no more
    record Piece(List<DirectoryEntry> entries, boolean last) {}

    /// Goes on.
    ///
    /// @throws IOException if not even the root can be read
    Piece next() throws IOException;

    /// Lets go of what is open.
    void close();
}
