package dev.tidemill.transfer;

import dev.tidemill.annotation.Nullable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;

/// What a file is, and what of that its copy gets.
///
/// @param kind what a copier does with it
/// @param size in bytes, as the file system says
/// @param mode what its copy may be used for; see [#COPIED_BITS]
/// @param modified when it was last written, to the nanosecond
/// @param accessed when it was last read
/// @param changed when anything of it was last changed, which nobody can set
/// @param key equal for all names of one file, and for no other file
record Status(Kind kind, long size, int mode, FileTime modified, FileTime accessed, FileTime changed, Object key) {

    enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        /// A pipe, a socket or a device.
        OTHER
    }

    private static final int S_IFMT = 0170000;
    private static final int S_IFREG = 0100000;
    private static final int S_IFDIR = 0040000;
    private static final int S_IFLNK = 0120000;
    private static final int S_IWUSR = 0200;
    private static final int S_ISGID = 02000;

    /// The sticky bit and the permissions. The copy belongs to whoever copies, so a program must
    /// not get the rights of another user or group by being copied.
    static final int COPIED_BITS = 01777;

    /// Not all there are: to get the owner's name may take a server.
    private static final String ATTRIBUTES = "unix:mode,size,lastModifiedTime,lastAccessTime,ctime,fileKey";

    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};

    /// What `path` leads to, through symbolic links.
    static Status following(Path path) throws IOException {
        return read(path, FOLLOW);
    }

    /// What has this very name, and may be a symbolic link.
    static Status of(Path path) throws IOException {
        return read(path, NOFOLLOW);
    }

    /// What has this very name, or null if nothing has.
    static @Nullable Status orNull(Path path) throws IOException {
        try {
            return of(path);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static Status read(Path path, LinkOption... options) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, ATTRIBUTES, options);
        int mode = attribute(attributes, "mode", Integer.class);
        Kind kind = switch (mode & S_IFMT) {
            case S_IFREG -> Kind.FILE;
            case S_IFDIR -> Kind.DIRECTORY;
            case S_IFLNK -> Kind.LINK;
            default -> Kind.OTHER;
        };
        return new Status(
                kind,
                attribute(attributes, "size", Long.class),
                mode & (kind == Kind.DIRECTORY ? COPIED_BITS | S_ISGID : COPIED_BITS),
                attribute(attributes, "lastModifiedTime", FileTime.class),
                attribute(attributes, "lastAccessTime", FileTime.class),
                attribute(attributes, "ctime", FileTime.class),
                attribute(attributes, "fileKey", Object.class));
    }

    private static <T> T attribute(Map<String, Object> attributes, String name, Class<T> type) {
        return type.cast(Objects.requireNonNull(attributes.get(name), name));
    }

    boolean isOwnerWritable() {
        return (mode & S_IWUSR) != 0;
    }

    boolean isSameFileAs(Status other) {
        return key.equals(other.key);
    }

    /// What is not the same any more if somebody has written to the file between this and `later`;
    /// null if nobody has.
    @Nullable
    String differenceTo(Status later) {
        if (!isSameFileAs(later)) return "another file has its name now";
        if (size != later.size) return "it had " + size + " bytes and has " + later.size;
        if (!modified.equals(later.modified)) {
            return "it was written at " + modified + " and again at " + later.modified;
        }
        return changed.equals(later.changed) ? null : "it was changed at " + changed + " and again at " + later.changed;
    }

    /// Gives the copy the times and then the permissions: to set the times the JDK opens the file,
    /// and the permissions may forbid that.
    void applyTo(Path copy) throws IOException {
        applyTimesTo(copy);
        applyModeTo(copy);
    }

    void applyTimesTo(Path copy) throws IOException {
        Files.getFileAttributeView(copy, BasicFileAttributeView.class, kind == Kind.LINK ? NOFOLLOW : FOLLOW)
                .setTimes(settable(modified), settable(accessed), null);
    }

    /// The JDK cannot set times before 1970 that have a fraction of a second.
    private static FileTime settable(FileTime time) {
        Instant instant = time.toInstant();
        return instant.isBefore(Instant.EPOCH) ? FileTime.from(instant.truncatedTo(ChronoUnit.SECONDS)) : time;
    }

    /// Some file systems (FAT) have no permissions of their own and refuse to be given any. Whoever
    /// made the file may change it, so there is no other reason.
    void applyModeTo(Path copy) throws IOException {
        try {
            Files.setAttribute(copy, "unix:mode", mode);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            if (hasPermissions(copy)) throw e;
        }
    }

    private static boolean hasPermissions(Path copy) throws IOException {
        return Files.getFileStore(copy).supportsFileAttributeView("posix")
                && !Files.getFileStore(copy).type().contains("fat");
    }
}
