package dev.tidemill.transfer.file;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.linux.LibC;
import dev.tidemill.transfer.Attribute;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.course.Failures;
import dev.tidemill.transfer.entry.Descriptor;
import dev.tidemill.transfer.entry.FileAttributes;
import dev.tidemill.transfer.entry.PartName;
import dev.tidemill.transfer.entry.PathAttributes;
import dev.tidemill.transfer.entry.Provider;
import dev.tidemill.transfer.entry.Status;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/// A file on its way to its name.
///
/// It is written without a name or under one of [PartName] beside its target, and gets the target's
/// name by one atomic step when it is whole: whoever looks there sees what was there before or all
/// of the new, whatever happens to this program or the machine.
///
/// What has no name is gone with the program that writes it, be it killed. The kernel gives such a
/// file only a name that nothing has; if it is to replace something, it gets one of [PartName] for
/// the moment before that.
///
/// Nobody else may read it before it has its final permissions. A large one is locked as long as it
/// is written, and so can be told from what a killed program left behind; see [Leftovers]. Where
/// there are system calls the lock is that of the open file and goes when it is renamed. That of
/// the JDK goes when it is closed, which is before it is renamed, as some file systems tell only
/// then that they could not write. A small one is written and renamed at once, and a lock would be
/// a quarter of its price. If somebody cleans up in such a moment, [#publish] fails with
/// [SweptAwayException], and the file is to be written again.
public final class PartFile implements AutoCloseable {

    private static final int MOST_TRIES = 8;

    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private static final FileAttribute<?>[] FOR_OWNER_ONLY = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };

    /// Where there are no permissions.
    private static final FileAttribute<?>[] FOR_ANYBODY = {};

    private Path path;
    private boolean hasName;
    private final Path target;
    private final @Nullable SeekableByteChannel channel; // this, or the other
    private final @Nullable Descriptor descriptor;
    private boolean isPublished;

    private PartFile(
            Path path,
            boolean hasName,
            Path target,
            @Nullable SeekableByteChannel channel,
            @Nullable Descriptor descriptor) {
        this.path = path;
        this.hasName = hasName;
        this.target = target;
        this.channel = channel;
        this.descriptor = descriptor;
    }

    /// Somebody removed the file in the moment in which it was not locked any more, or it has no
    /// name and can get none here. Once more, under a name from the beginning.
    static final class SweptAwayException extends FileSystemException {
        private static final long serialVersionUID = 1;

        SweptAwayException(Path target) {
            super(target.toString(), null, "somebody removes what is written before it gets its name");
        }

        SweptAwayException(Path target, FileSystemException refusal) {
            super(target.toString(), null, "what is written cannot get its name: " + refusal.getReason());
            initCause(refusal);
        }
    }

    /// Creates an empty file beside `target`, for a moment.
    public static PartFile create(Path target) throws IOException {
        for (int tries = 1; ; tries++) {
            PartFile part = createAt(PartName.beside(target), target);
            if (part != null) return part;
            if (tries == MOST_TRIES) throw new SweptAwayException(target);
        }
    }

    /// Creates an empty file that has no name; where there is no such thing, one beside `target`,
    /// locked.
    public static PartFile createUnnamed(Path target) throws IOException {
        if (!LibC.isAvailable()) return createLocked(target);
        Descriptor descriptor = Descriptor.unnamed(Targets.directoryOf(target));
        if (descriptor == null) return createLocked(target);
        return new PartFile(descriptor.path(), false, target, null, descriptor);
    }

    /// Creates an empty file beside `target`, locked.
    static PartFile createLocked(Path target) throws IOException {
        return LibC.isAvailable() && Provider.isSystems(target) ? createUnnoticed(target) : createLockedByJdk(target);
    }

    private static PartFile createLockedByJdk(Path target) throws IOException {
        for (int tries = 1; ; tries++) {
            PartFile part = create(target);
            if (part.lock()) return part;
            part.close();
            if (tries == MOST_TRIES) throw new SweptAwayException(target);
        }
    }

    /// Opens what an earlier run of the same copy has left, or creates an empty file if it has left
    /// nothing, and locks it. If another copy is at it just now, or nobody can tell whether it is
    /// (which takes system calls), it is another file that nobody finds again.
    ///
    /// @param source what is copied
    public static PartFile createToContinue(Path target, Status source) throws IOException {
        if (!LibC.isAvailable()) return createLockedByJdk(target);
        Path path = PartName.ofCopy(target, source);
        for (int tries = 1; tries <= MOST_TRIES; tries++) {
            if (!PartName.begin(path)) break;
            PartFile part = openAt(path, target);
            if (part != null) return part;
        }
        return createUnnoticed(target);
    }

    /// Locked from the moment on in which anybody can find it again, but for one in which nobody
    /// may: who is quicker has it, and this makes another.
    private static PartFile createUnnoticed(Path target) throws IOException {
        for (int tries = 1; ; tries++) {
            Path path = PartName.beside(target);
            PartFile part = PartName.begin(path) ? openAt(path, target) : null;
            if (part != null) return part;
            if (tries == MOST_TRIES) throw new SweptAwayException(target);
        }
    }

    /// @return null if somebody else has it, or has just removed it; then the name is not used here
    private static @Nullable PartFile openAt(Path path, Path target) throws IOException {
        Descriptor descriptor = null;
        boolean isOurs = false;
        try {
            descriptor = Descriptor.write(path);
            isOurs = descriptor.tryLock() && descriptor.hasItsName();
            return isOurs ? new PartFile(path, true, target, null, descriptor) : null;
        } catch (AccessDeniedException e) {
            if (!Files.deleteIfExists(path)) throw Failures.named(target, e); // its owner may not write it any more
            return null;
        } catch (FileSystemException e) {
            throw Failures.named(target, e);
        } finally {
            if (!isOurs) {
                if (descriptor != null) descriptor.close();
                PartName.end(path);
            }
        }
    }

    /// @return null if the name was taken
    private static @Nullable PartFile createAt(Path path, Path target) throws IOException {
        SeekableByteChannel channel;
        PartName.begin(path);
        try {
            channel = Files.newByteChannel(path, NEW, Provider.has(path, "posix") ? FOR_OWNER_ONLY : FOR_ANYBODY);
        } catch (FileAlreadyExistsException e) {
            PartName.end(path);
            return null;
        } catch (FileSystemException e) {
            PartName.end(path);
            throw Failures.named(target, e);
        } catch (RuntimeException e) { // as other providers say that they do not write
            PartName.end(path);
            throw e;
        }
        return new PartFile(path, true, target, channel, null);
    }

    /// @return false if somebody who cleans up was quicker
    private boolean lock() {
        try {
            return !(channel instanceof FileChannel file) || file.tryLock() != null;
        } catch (IOException | UnsupportedOperationException e) {
            return true; // a file system without locks: nobody can clean up there, either
        }
    }

    /// What leads to it, which is not a name if it has none.
    public Path path() {
        return path;
    }

    /// Open for writing; of a small one, and where there are no system calls.
    SeekableByteChannel channel() {
        return Objects.requireNonNull(channel, "channel");
    }

    /// Has what was written by way of [#channel()] brought to the device; of files of the system.
    void sync() throws IOException {
        ((FileChannel) channel()).force(true);
    }

    /// Null of a small one, and where there are no system calls.
    @Nullable
    Descriptor descriptor() {
        return descriptor;
    }

    /// Gives the file the attributes of its source. Nothing is written to it any more.
    ///
    /// @param status of the source, for where there are no system calls
    /// @return what it should have and could not get, while the rest is as it should be
    @Nullable
    IOException become(Path source, boolean isFollowed, Status status, CopySettings settings) throws IOException {
        try {
            if (descriptor == null || status.kind() != Status.Kind.FILE || !Provider.isSystems(source)) {
                return copyAttributes(source, isFollowed, status, path, target, settings);
            }
            IOException lacking = FileAttributes.copy(source, isFollowed, descriptor, target, settings);
            if (settings.attributes().contains(Attribute.TIMES)) descriptor.setTimes(target, status);
            return lacking;
        } catch (NoSuchFileException e) {
            if (!target.toString().equals(e.getFile()) && !path.toString().equals(e.getFile())) throw e;
            throw gone();
        }
    }

    /// Gives `copy` the attributes of a source.
    ///
    /// @param shown the name of the copy for failures
    /// @return what it should have and could not get, while the rest is as it should be
    public static @Nullable IOException copyAttributes(
            Path source, boolean isFollowed, Status status, Path copy, Path shown, CopySettings settings)
            throws IOException {
        // only what is a file has anything but its content that a copy of its bytes could have
        boolean areSystems = Provider.isSystems(source) && Provider.isSystems(copy);
        if (areSystems && LibC.isAvailable() && status.kind() == Status.Kind.FILE) {
            IOException lacking = FileAttributes.copy(source, isFollowed, copy, shown, settings);
            // it has that of the last read, which was ours
            if (!settings.attributes().contains(Attribute.TIMES)) return lacking;
            try {
                Descriptor.setTimes(copy, shown, status);
            } catch (AccessDeniedException e) {
                return lacking == null ? e : lacking;
            }
            return lacking;
        }
        return PathAttributes.copy(source, isFollowed, status, copy, shown, settings.attributes());
    }

    /// Gives the file its name, and closes it.
    public void publish(CopySettings settings) throws IOException {
        try {
            if (channel != null) channel.close();
            if (hasName || !linked(target)) {
                if (!hasName && Replacement.mustNotReplace(settings.existing())) {
                    throw new FileAlreadyExistsException(target.toString());
                }
                if (!hasName) takeName();
                publish(path, target, settings);
            }
            isPublished = true;
        } catch (NoSuchFileException e) {
            throw gone();
        } catch (SweptAwayException e) {
            throw e;
        } catch (IOException e) {
            throw Failures.named(target, e);
        }
    }

    /// Gives a file without a name one.
    ///
    /// @return false if something has it
    private boolean linked(Path name) throws IOException {
        try {
            return descriptor != null && descriptor.link(name);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            throw new SweptAwayException(target, e);
        }
    }

    /// As what has no name cannot take the place of anything.
    private void takeName() throws IOException {
        if (descriptor != null) {
            var _ = descriptor.tryLock(); // nobody else could find it so far
        }
        for (int tries = 1; !hasName; tries++) {
            if (tries > MOST_TRIES) throw new SweptAwayException(target);
            Path name = PartName.beside(target);
            if (!PartName.begin(name)) continue;
            try {
                hasName = linked(name);
            } finally {
                if (!hasName) PartName.end(name);
            }
            if (hasName) path = name;
        }
    }

    /// Only its owner removes what is locked; but a directory may go with all that is in it.
    private FileSystemException gone() {
        return Files.isDirectory(Targets.directoryOf(target))
                ? new SweptAwayException(target)
                : new NoSuchFileException(target.toString(), null, "its directory was removed while it was written");
    }

    /// Gives `path` the name `target`, as the settings say about what has it.
    static void publish(Path path, Path target, CopySettings settings) throws IOException {
        if (Replacement.mustNotReplace(settings.existing())) {
            moveWithoutReplacing(path, target);
            return;
        }
        String suffix = settings.backupSuffix();
        if (suffix != null && Status.orNull(target) != null) Backup.make(target, suffix);
        Provider.rename(path, target);
    }

    private static void moveWithoutReplacing(Path path, Path target) throws IOException {
        if (!Provider.isSystems(target)) {
            Provider.renameWithoutReplacing(path, target);
            return;
        }
        if (Descriptor.moveWithoutReplacing(path, target)) return;
        try {
            Files.createLink(target, path);
            Files.delete(path);
        } catch (UnsupportedOperationException | AccessDeniedException e) {
            // a file system that has neither: nobody can do better
            if (Status.orNull(target) != null) throw new FileAlreadyExistsException(target.toString());
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /// Removes the file, unless it was published: what has no name is removed by being closed.
    @Override
    public void close() throws IOException {
        try (Descriptor _ = descriptor;
                SeekableByteChannel _ = channel) {
            if (!isPublished && hasName) Files.deleteIfExists(path); // under the lock
        } finally {
            PartName.end(path);
        }
    }
}
