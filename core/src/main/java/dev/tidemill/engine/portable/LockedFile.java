package dev.tidemill.engine.portable;

import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.task.Failure;
import java.nio.file.FileSystemException;
import java.util.Objects;

/// A file was to be opened for exclusive use, and somebody uses it.
///
/// @param mode an exclusive one
record LockedFile(NativePath path, OpenMode mode) implements Failure {

    @Override
    public FileSystemException toException() {
        return Objects.requireNonNull(mode.exclusive()).locked(path.path());
    }
}
