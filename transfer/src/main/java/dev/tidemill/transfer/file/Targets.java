package dev.tidemill.transfer.file;

import dev.tidemill.Tidemill;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.entry.Provider;
import dev.tidemill.transfer.entry.Status;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Where copies go.
public final class Targets {

    private Targets() {}

    /// Who copies to `/dev/null` as root does not want a file there.
    public static final String NOT_A_FILE = "is a pipe, a socket or a device, and not to be replaced";

    /// The directory that `target` has its name in.
    public static Path directoryOf(Path target) {
        Path directory = target.getParent();
        if (directory != null) return directory;
        return target.isAbsolute() ? target : target.getFileSystem().getPath(".");
    }

    /// @throws FileSystemException if it is not a directory
    public static void checkDirectory(Path directory) throws IOException {
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
    public static void checkNotInside(Path source, Path target) throws IOException {
        Path realDirectory = directoryOf(target).toRealPath();
        Path name = target.getFileName();
        Path realTarget = name == null ? realDirectory : realDirectory.resolve(name);
        if (realTarget.startsWith(source.toRealPath())) {
            throw new FileSystemException(
                    source.toString(), target.toString(), "a directory is not copied into itself");
        }
    }

    /// @throws FileSystemException if it is to be on a device that nobody knows
    public static void checkDurable(Path target, CopySettings settings) throws FileSystemException {
        if (!settings.durable() || Provider.isSystems(target)) return;
        throw new FileSystemException(
                target.toString(),
                null,
                "a durable copy is a file of the system: other file systems do not say" + " when they are on a device");
    }

    /// Brings the names in this directory to the device.
    public static void sync(Tidemill io, Path directory) throws IOException, InterruptedException {
        try (AsyncFile names =
                AsyncFile.open(io, directory, StandardOpenOption.READ).await()) {
            names.force(true).await();
        }
    }
}
