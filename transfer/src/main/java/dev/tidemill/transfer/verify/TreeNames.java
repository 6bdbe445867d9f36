package dev.tidemill.transfer.verify;

import dev.tidemill.directory.DirectoryEntry;
import dev.tidemill.directory.PathStream;
import dev.tidemill.directory.WalkSettings;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.transfer.PathFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/// The entries of a tree that take part, as they are found.
///
/// @param root a directory
record TreeNames(Scope scope, Path root) {

    /// Takes entries, on the thread that walks.
    interface Visitor {

        /// Whether to go into a directory; asked before it is given, and on another thread.
        default boolean enters(Path name, Path path) {
            return true;
        }

        /// @param name relative to the root
        /// @return whether to go on
        boolean visit(Path name, DirectoryEntry entry) throws IOException, InterruptedException;

        /// What could not be read.
        default void failed(Path name, DirectoryEntry entry, IOException e) {}
    }

    /// @throws IOException if the root cannot be read
    void visit(Visitor visitor) throws IOException, InterruptedException {
        PathFilter filter = scope.settings().filter();
        WalkSettings settings = WalkSettings.DEFAULT.withDirectories(true).withEnters(directory -> {
            Path path = directory.path();
            Path name = nameOf(path);
            return filter.accepts(name, true) && visitor.enters(name, path);
        });
        try (PathStream entries = AsyncFiles.walk(scope.io(), root, settings, scope.token())) {
            for (DirectoryEntry entry : entries.entries()) {
                Path name = nameOf(entry.path());
                if (!filter.accepts(name, entry.isDirectory())) continue;
                Optional<IOException> failure = entry.failure();
                if (failure.isPresent()) visitor.failed(name, entry, failure.get());
                else if (!visitor.visit(name, entry)) return;
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Path nameOf(Path path) {
        int skipped = root.toString().isEmpty() ? 0 : root.getNameCount();
        return path.subpath(skipped, path.getNameCount());
    }
}
