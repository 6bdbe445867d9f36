package dev.tidemill.transfer;

import dev.tidemill.Tidemill;
import dev.tidemill.file.AsyncFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Where copies go.
final class Targets {

    private Targets() {}

    /// Who copies to `/dev/null` as root does not want a file there.
    static final String NOT_A_FILE = "is a pipe, a socket or a device, and not to be replaced";

    /// The directory that `target` has its name in.
    static Path directoryOf(Path target) {
        Path directory = target.getParent();
        if (directory != null) return directory;
        return target.isAbsolute() ? target : target.getFileSystem().getPath(".");
    }

    /// @throws FileSystemException if it is not a directory
    static void checkDirectory(Path directory) throws IOException {
        Status status;
        try {
            status = Status.following(directory);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(directory.toString(), null, "there is no such directory to copy to");
        }
        if (status.kind() != Status.Kind.DIRECTORY) {
            throw new NotDirectoryException(directory.toString());
        }
    }

    /// @throws FileSystemException if `target` is somewhere in `source`, and the copy would never
    ///     end
    static void checkNotInside(Path source, Path target) throws IOException {
        Path realDirectory = directoryOf(target).toRealPath();
        Path name = target.getFileName();
        Path realTarget = name == null ? realDirectory : realDirectory.resolve(name);
        if (realTarget.startsWith(source.toRealPath())) {
            throw new FileSystemException(
                    source.toString(), target.toString(), "a directory is not copied into itself");
        }
    }

    /// Whether a copy of `source` may take the place of what is at `target`.
    ///
    /// @throws FileSystemException if a directory, a pipe or a device is there, or the
    ///     source itself
    static void checkReplaceable(Path source, Status status, Path target) throws IOException {
        Status replaced = Status.orNull(target);
        if (replaced == null) return;
        if (replaced.kind() == Status.Kind.DIRECTORY) {
            throw new FileSystemException(target.toString(), null, "is a directory, and not to be replaced");
        }
        if (replaced.kind() == Status.Kind.OTHER && status.kind() != Status.Kind.OTHER) {
            throw new FileSystemException(target.toString(), null, NOT_A_FILE);
        }
        if (replaced.isSameFileAs(status)) {
            throw new FileSystemException(source.toString(), target.toString(), "these are the same file");
        }
    }

    /// Brings the names in this directory to the device.
    static void sync(Tidemill io, Path directory) throws IOException, InterruptedException {
        try (AsyncFile names =
                AsyncFile.open(io, directory, StandardOpenOption.READ).await()) {
            names.force(true).await();
        }
    }
}
