package dev.tidemill.transfer;

import dev.tidemill.annotation.Nullable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// A file on its way to its name.
///
/// It is written under a name of [PartName] beside its target, and gets the target's name by one
/// atomic step when it is whole: whoever looks there sees what was there before or all of the new,
/// whatever happens to this program or the machine.
///
/// Nobody else may read it before it has its final permissions. A large one is locked as long as it
/// is written, and so can be told from what a killed program left behind; see [Leftovers]. The lock
/// goes when it is closed, which is before it is renamed, as some file systems tell only then that
/// they could not write. A small one is written and renamed at once, and a lock would be a quarter
/// of its price. If somebody cleans up in such a moment, [#publish] fails with
/// [SweptAwayException], and the file is to be written again.
final class PartFile implements AutoCloseable {

    private static final int MOST_TRIES = 8;

    private static final FileAttribute<Set<PosixFilePermission>> FOR_OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final Path target;
    private final FileChannel channel;
    private boolean isPublished;

    private PartFile(Path path, Path target, FileChannel channel) {
        this.path = path;
        this.target = target;
        this.channel = channel;
    }

    /// Somebody removed the file in the moment in which it was not locked any more. Once more.
    static final class SweptAwayException extends FileSystemException {
        private static final long serialVersionUID = 1;

        SweptAwayException(Path target) {
            super(target.toString(), null, "somebody removes what is written before it gets its name");
        }
    }

    /// Creates an empty file beside `target`, for a moment.
    static PartFile create(Path target) throws IOException {
        for (int tries = 1; ; tries++) {
            PartFile part = createAt(PartName.beside(target), target);
            if (part != null) return part;
            if (tries == MOST_TRIES) throw new SweptAwayException(target);
        }
    }

    /// Creates an empty file beside `target`, locked.
    static PartFile createLocked(Path target) throws IOException {
        for (int tries = 1; ; tries++) {
            PartFile part = create(target);
            if (part.lock()) return part;
            part.close();
            if (tries == MOST_TRIES) throw new SweptAwayException(target);
        }
    }

    /// @return null if the name was taken
    private static @Nullable PartFile createAt(Path path, Path target) throws IOException {
        FileChannel channel;
        PartName.begin(path);
        try {
            channel = FileChannel.open(
                    path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FOR_OWNER_ONLY);
        } catch (FileAlreadyExistsException e) {
            PartName.end(path);
            return null;
        } catch (FileSystemException e) {
            PartName.end(path);
            throw Failures.named(target, e);
        }
        return new PartFile(path, target, channel);
    }

    /// @return false if somebody who cleans up was quicker
    private boolean lock() {
        try {
            return channel.tryLock() != null;
        } catch (IOException e) {
            return true; // a file system without locks: nobody can clean up there, either
        }
    }

    Path path() {
        return path;
    }

    /// Open for writing.
    FileChannel channel() {
        return channel;
    }

    /// Closes the file, makes it what `status` says, and gives it its name.
    void publish(Status status) throws IOException {
        try {
            channel.close();
            status.applyTo(path);
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
            isPublished = true;
        } catch (NoSuchFileException e) {
            throw new SweptAwayException(target);
        } catch (IOException e) {
            throw Failures.named(target, e);
        }
    }

    /// Removes the file, unless it was published.
    @Override
    public void close() throws IOException {
        try {
            if (isPublished) return;
            Files.deleteIfExists(path); // under the lock
            channel.close();
        } finally {
            PartName.end(path);
        }
    }
}
