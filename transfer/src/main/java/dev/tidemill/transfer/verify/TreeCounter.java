package dev.tidemill.transfer.verify;

import dev.tidemill.directory.DirectoryEntry;
import dev.tidemill.file.FileStatus;
import java.io.IOException;
import java.nio.file.Path;

/// Counts what is in a tree, but for directories. What cannot be read counts for nothing.
record TreeCounter(Scope scope, Course.Count count) {

    /// @param root a directory, or anything else
    void count(Path root) throws IOException, InterruptedException {
        FileStatus status = scope.status(root);
        if (status.isDirectory()) {
            scope.names(root).visit((_, entry) -> entry.isDirectory() || add(entry));
        } else {
            var _ = add(status);
        }
    }

    /// Files only.
    void countFiles(Path root) throws IOException, InterruptedException {
        FileStatus status = scope.status(root);
        if (!status.isDirectory()) {
            var _ = add(status);
            return;
        }
        scope.names(root).visit((_, entry) -> entry.type() != DirectoryEntry.Type.FILE || add(entry));
    }

    private boolean add(DirectoryEntry entry) throws InterruptedException {
        try {
            return entry.type() == DirectoryEntry.Type.FILE ? add(scope.status(entry.path())) : count.add(0);
        } catch (IOException e) {
            return count.add(0);
        }
    }

    private boolean add(FileStatus status) {
        return count.add(status.isRegularFile() ? status.size() : 0);
    }
}
