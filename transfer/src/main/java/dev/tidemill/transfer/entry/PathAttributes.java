package dev.tidemill.transfer.entry;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.Attribute;
import dev.tidemill.transfer.course.Failures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Makes a copy what its source is with what `java.nio.file` has: owner, extended attributes of the
/// user, times and permissions, in this order. To set the times the JDK opens the file, and the
/// permissions may forbid that.
///
/// A file system that has no owners or no permissions at all keeps none, as a FAT one does under
/// [EntryAttributes]; what one has and does not let anybody set is lacking.
public final class PathAttributes {

    /// What is asked for where nobody says more: open(2), mkdir(2).
    private static final int NEW_FILE = 0666;

    private static final int NEW_DIRECTORY = 0777;

    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};

    private final Path source;
    private final LinkOption[] following; // at the source
    private final Status status;
    private final Path copy;
    private final Path shown;
    private final Set<Attribute> wanted;
    private @Nullable IOException lacking;

    private PathAttributes(
            Path source, LinkOption[] following, Status status, Path copy, Path shown, Set<Attribute> wanted) {
        this.source = source;
        this.following = following;
        this.status = status;
        this.copy = copy;
        this.shown = shown;
        this.wanted = wanted;
    }

    /// @param isFollowed whether the source may be a link to it
    /// @param shown the name of the copy for failures
    /// @return what the copy should have and could not get, while the rest is as it should be
    /// @throws NoSuchFileException if the copy is gone
    public static @Nullable IOException copy(
            Path source, boolean isFollowed, Status status, Path copy, Path shown, Set<Attribute> wanted)
            throws IOException {
        PathAttributes attributes =
                new PathAttributes(source, isFollowed ? FOLLOW : NOFOLLOW, status, copy, shown, wanted);
        attributes.apply();
        return attributes.lacking;
    }

    private interface Step {
        void run() throws IOException;
    }

    private void apply() throws IOException {
        boolean isRoot = copy.getNameCount() == 0 && !Provider.isSystems(copy);
        if (isRoot) return; // which is no entry of an archive
        boolean isOwned = wanted.contains(Attribute.OWNER) && isOwned();
        boolean isLink = status.kind() == Status.Kind.LINK;
        // the JDK opens what it reads them of, and would wait for the other side of a pipe
        boolean isRead = status.kind() == Status.Kind.FILE || status.kind() == Status.Kind.DIRECTORY;
        if (isRead && wanted.contains(Attribute.EXTENDED)) copyExtended();
        if (wanted.contains(Attribute.TIMES)) attempt("setting its times", this::setTimes);
        if (!isLink) attempt("chmod", () -> setMode(isOwned));
    }

    /// The content is worth more than what it cannot have.
    private void attempt(String action, Step step) throws IOException {
        try {
            step.run();
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            lacks(action, e);
        }
    }

    private void lacks(String action, Exception e) {
        if (lacking != null) return;
        String reason =
                e instanceof UnsupportedOperationException ? "the file system has no such thing" : Failures.reason(e);
        FileSystemException failure = new FileSystemException(
                shown.toString(), null, "the copy is there, but " + action + " failed: " + reason);
        failure.initCause(e);
        lacking = failure;
    }

    /// Whether the copy has the owner of its source now. To give files to others is not for
    /// everybody, and so it is not lacking.
    private boolean isOwned() throws IOException {
        try {
            if (status.user() != Status.NONE && Provider.has(copy, "unix")) return isOwnedByNumber();
            return Provider.has(source, "posix") && Provider.has(copy, "posix") && isOwnedByName();
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            return false;
        }
    }

    private boolean isOwnedByNumber() throws IOException {
        Status now = Status.of(copy);
        if (now.group() != status.group()) tryTo(() -> setNumber("unix:gid", status.group()));
        if (now.user() != status.user()) tryTo(() -> setNumber("unix:uid", status.user()));
        Status then = Status.of(copy);
        return then.user() == status.user() && then.group() == status.group();
    }

    private void setNumber(String attribute, int number) throws IOException {
        Files.setAttribute(copy, attribute, number, LinkOption.NOFOLLOW_LINKS);
    }

    private static void tryTo(Step step) throws IOException {
        try {
            step.run();
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            // seen afterwards
        }
    }

    /// Numbers say nothing elsewhere.
    private boolean isOwnedByName() throws IOException {
        PosixFileAttributes from = Files.readAttributes(source, PosixFileAttributes.class, following);
        PosixFileAttributeView to = Files.getFileAttributeView(copy, PosixFileAttributeView.class, NOFOLLOW);
        UserPrincipalLookupService names = copy.getFileSystem().getUserPrincipalLookupService();
        try {
            to.setGroup(names.lookupPrincipalByGroupName(from.group().getName()));
            to.setOwner(names.lookupPrincipalByName(from.owner().getName()));
            return true;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) { // nobody has this name there, or only the superuser may
            return false;
        }
    }

    private void copyExtended() throws IOException {
        UserDefinedFileAttributeView from =
                Files.getFileAttributeView(source, UserDefinedFileAttributeView.class, following);
        for (String name : names(from)) {
            String action = "giving it the attribute user." + name;
            attempt(action, () -> {
                UserDefinedFileAttributeView to =
                        Files.getFileAttributeView(copy, UserDefinedFileAttributeView.class, NOFOLLOW);
                if (to == null) throw new UnsupportedOperationException(action);
                ByteBuffer value = ByteBuffer.allocate(from.size(name));
                from.read(name, value);
                to.write(name, value.flip());
            });
        }
    }

    private static List<String> names(@Nullable UserDefinedFileAttributeView view) throws IOException {
        if (view == null) return List.of();
        try {
            return view.list();
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            return List.of(); // the file system has none, or does not tell
        }
    }

    private void setTimes() throws IOException {
        LinkOption[] options = status.kind() == Status.Kind.LINK ? NOFOLLOW : FOLLOW;
        Files.getFileAttributeView(copy, BasicFileAttributeView.class, options)
                .setTimes(settable(status.modified()), settable(status.accessed()), null);
    }

    /// The JDK cannot set times before 1970 that have a fraction of a second.
    private static FileTime settable(FileTime time) {
        Instant instant = time.toInstant();
        return instant.isBefore(Instant.EPOCH) ? FileTime.from(instant.truncatedTo(ChronoUnit.SECONDS)) : time;
    }

    private void setMode(boolean isOwned) throws IOException {
        boolean isKept = wanted.contains(Attribute.MODE) && status.mode() != Status.NONE;
        boolean isDirectory = status.kind() == Status.Kind.DIRECTORY;
        int source = status.mode() != Status.NONE ? status.mode() : isDirectory ? NEW_DIRECTORY : NEW_FILE;
        int mode = Permissions.ofCopy(source, isDirectory, isOwned, isKept);
        try {
            if (Provider.has(copy, "unix")) Files.setAttribute(copy, "unix:mode", mode);
            else if (Provider.has(copy, "posix")) Files.setPosixFilePermissions(copy, permissions(mode));
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            if (isKept && hasPermissions()) throw e; // otherwise nobody asked for it, or nobody could have it
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & 0400 >> permission.ordinal()) != 0) permissions.add(permission);
        }
        return permissions;
    }

    /// Some file systems (FAT) have no permissions of their own and refuse to be given any.
    private boolean hasPermissions() throws IOException {
        return Files.getFileStore(copy).supportsFileAttributeView("posix")
                && !Files.getFileStore(copy).type().contains("fat");
    }
}
