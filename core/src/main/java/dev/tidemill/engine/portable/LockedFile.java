package dev.tidemill.engine.portable;

import dev.tidemill.engine.NativePath;
import dev.tidemill.task.Failure;
import java.nio.file.FileSystemException;

/// A file was to be opened for exclusive use, and somebody uses it.
record LockedFile(NativePath path) implements Failure {

    @Override
    public FileSystemException toException() {
        return new FileSystemException(
                path.toString(),
                null,
                "exclusive open failed: another process, or another open file of this one, has the file locked");
    }
}
