package dev.tidemill.transfer;

import java.nio.file.Path;

/// Which entries of a tree take part. All threads.
@FunctionalInterface
public interface PathFilter {

    /// All of them.
    PathFilter ALL = (_, _) -> true;

    /// Whether an entry takes part; if a directory does not, nothing in it does.
    ///
    /// @param path relative to the root of the tree, never empty
    boolean accepts(Path path, boolean isDirectory);
}
