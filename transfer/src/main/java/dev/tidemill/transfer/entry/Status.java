package dev.tidemill.transfer.entry;

import dev.tidemill.annotation.Nullable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What a file is, and what of that its copy gets.
///
/// The file systems of other providers tell less: then there are no numbers of owners, a file has
/// one name, and the path stands for the file.
///
/// @param kind what a copier does with it
/// @param size in bytes, as the file system says
/// @param mode permissions and the bits for special cases; [#NONE] where there are none
/// @param user number of the owner; [#NONE] if that is not known
/// @param group number of the group; [#NONE] if that is not known
/// @param links how many names it has
/// @param device that it is on; 0 if that is not known
/// @param modified when it was last written, to the nanosecond
/// @param accessed when it was last read
/// @param changed when anything of it was last changed, which nobody can set
/// @param key equal for all names of one file, and for no other file
public record Status(
        Kind kind,
        long size,
        int mode,
        int user,
        int group,
        int links,
        long device,
        FileTime modified,
        FileTime accessed,
        FileTime changed,
        Object key) {

    public enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        /// A pipe, a socket or a device.
        OTHER
    }

    static final int NONE = -1;

    private static final int S_IFMT = 0170000;
    private static final int S_IFREG = 0100000;
    private static final int S_IFDIR = 0040000;
    private static final int S_IFLNK = 0120000;
    private static final int S_IWUSR = 0200;

    /// Not all there are: to get the owner's name may take a server.
    private static final String ATTRIBUTES =
            "unix:mode,uid,gid,nlink,dev,size,lastModifiedTime,lastAccessTime,ctime,fileKey";

    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};

    /// What `path` leads to, through symbolic links.
    public static Status following(Path path) throws IOException {
        return read(path, FOLLOW);
    }

    /// What has this very name, and may be a symbolic link.
    public static Status of(Path path) throws IOException {
        return read(path, NOFOLLOW);
    }

    /// What has this very name, or null if nothing has.
    public static @Nullable Status orNull(Path path) throws IOException {
        try {
            return of(path);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static Status read(Path path, LinkOption... options) throws IOException {
        return Provider.has(path, "unix") ? readUnix(path, options) : readBasic(path, options);
    }

    private static Status readUnix(Path path, LinkOption... options) throws IOException {
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
                mode & Permissions.ALL_BITS,
                attribute(attributes, "uid", Integer.class),
                attribute(attributes, "gid", Integer.class),
                attribute(attributes, "nlink", Integer.class),
                attribute(attributes, "dev", Long.class),
                attribute(attributes, "lastModifiedTime", FileTime.class),
                attribute(attributes, "lastAccessTime", FileTime.class),
                attribute(attributes, "ctime", FileTime.class),
                attribute(attributes, "fileKey", Object.class));
    }

    private static Status readBasic(Path path, LinkOption... options) throws IOException {
        BasicFileAttributes attributes = Provider.has(path, "posix")
                ? Files.readAttributes(path, PosixFileAttributes.class, options)
                : Files.readAttributes(path, BasicFileAttributes.class, options);
        Kind kind = attributes.isRegularFile()
                ? Kind.FILE
                : attributes.isDirectory() ? Kind.DIRECTORY : attributes.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
        Object key = attributes.fileKey();
        return new Status(
                kind,
                attributes.size(),
                attributes instanceof PosixFileAttributes posix ? bits(posix.permissions()) : NONE,
                NONE,
                NONE,
                1,
                0,
                attributes.lastModifiedTime(),
                attributes.lastAccessTime(),
                attributes.lastModifiedTime(), // nobody knows more
                key == null ? path.toRealPath(options) : key);
    }

    private static int bits(Set<PosixFilePermission> permissions) {
        int bits = 0;
        // from the owner's right to read down to that of others to execute, as the bits of a mode
        for (PosixFilePermission permission : permissions) bits |= 0400 >> permission.ordinal();
        return bits;
    }

    private static <T> T attribute(Map<String, Object> attributes, String name, Class<T> type) {
        return type.cast(Objects.requireNonNull(attributes.get(name), name));
    }

    public boolean isOwnerWritable() {
        return mode == NONE || (mode & S_IWUSR) != 0;
    }

    public boolean isSameFileAs(Status other) {
        return key.equals(other.key);
    }

    /// What is not the same any more if somebody has written to the file between this and `later`;
    /// null if nobody has.
    public @Nullable String differenceTo(Status later) {
        if (!isSameFileAs(later)) return "another file has its name now";
        if (size != later.size) return "it had " + size + " bytes and has " + later.size;
        if (!modified.equals(later.modified)) {
            return "it was written at " + modified + " and again at " + later.modified;
        }
        return changed.equals(later.changed) ? null : "it was changed at " + changed + " and again at " + later.changed;
    }
}
