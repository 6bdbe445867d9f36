package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.FileFacts;
import dev.tidemill.engine.FileFacts.Moment;
import dev.tidemill.engine.NameOperation;
import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// Operations on names by the JDK's calls: where there are no system calls, and what takes more
/// than one of them.
final class JdkNames {

    private static final String UNIX_ATTRIBUTES =
            "unix:mode,size,ino,dev,rdev,nlink,uid,gid," + "lastModifiedTime,lastAccessTime,ctime,creationTime";

    private static final int REGULAR = 0x8000;
    private static final int DIRECTORY = 0x4000;
    private static final int SYMBOLIC_LINK = 0xA000;

    private JdkNames() {}

    static <T> T carryOut(NameOperation<T> operation) throws IOException {
        return switch (operation) {
            case NameOperation.Status<T> status -> status(status);
            case NameOperation.Remove<T> remove -> remove(remove);
            case NameOperation.MakeDirectory<T>(var path, int permissions, T result) -> {
                var _ = Files.createDirectory(path.path(), attributes(permissions));
                yield result;
            }
            case NameOperation.SetTimes<T> times -> {
                Files.getFileAttributeView(
                                times.path().path(), BasicFileAttributeView.class, options(times.followLinks()))
                        .setTimes(time(times.modified()), time(times.accessed()), null);
                yield times.result();
            }
            case NameOperation.Link<T>(var path, var existing, T result) -> {
                var _ = Files.createLink(path.path(), existing.path());
                yield result;
            }
            case NameOperation.MakeSymbolicLink<T>(var path, var target, T result) -> {
                var _ = Files.createSymbolicLink(path.path(), target);
                yield result;
            }
            case NameOperation.Move<T>(var path, var target, var options, T result) -> {
                var _ = Files.move(path.path(), target.path(), options.toArray(CopyOption[]::new));
                yield result;
            }
        };
    }

    /// None for those that everybody has: not every file system knows permissions.
    private static FileAttribute<?>[] attributes(int permissions) {
        if (permissions == NameOperation.MakeDirectory.ALL_PERMISSIONS) return new FileAttribute<?>[0];
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((permissions & 0400 >> permission.ordinal()) != 0) set.add(permission); // the order of the bits
        }
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)};
    }

    private static LinkOption[] options(boolean followLinks) {
        return followLinks ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
    }

    private static @Nullable FileTime time(@Nullable Moment moment) {
        return moment == null ? null : moment.toFileTime();
    }

    @SuppressWarnings("NullAway") // Void has no other value
    private static <T> T remove(NameOperation.Remove<T> remove) throws IOException {
        T missing = remove.missing();
        if (missing != null && !Files.deleteIfExists(remove.path().path())) return missing;
        if (missing == null) Files.delete(remove.path().path());
        return remove.removed();
    }

    private static <T> T status(NameOperation.Status<T> status) throws IOException {
        FileFacts facts;
        try {
            facts = facts(status.path().path(), options(status.followLinks()));
        } catch (IOException e) {
            T instead = status.instead(e instanceof NoSuchFileException);
            if (instead == null) throw e;
            return instead;
        }
        return status.found().apply(facts);
    }

    private static FileFacts facts(Path path, LinkOption... options) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return facts(Files.readAttributes(path, UNIX_ATTRIBUTES, options));
        }
        var basic = Files.readAttributes(path, BasicFileAttributes.class, options);
        return new FileFacts(
                mode(basic),
                basic.size(),
                -1,
                -1,
                0,
                -1,
                -1,
                -1,
                -1,
                -1,
                -1,
                Moment.of(basic.lastModifiedTime()),
                Moment.of(basic.lastAccessTime()),
                Moment.of(basic.lastModifiedTime()),
                Moment.of(basic.creationTime()),
                0);
    }

    private static FileFacts facts(Map<String, Object> unix) {
        return new FileFacts(
                number(unix, "mode").intValue(),
                number(unix, "size").longValue(),
                number(unix, "ino").longValue(),
                number(unix, "dev").longValue(),
                number(unix, "rdev").longValue(),
                -1,
                number(unix, "nlink").longValue(),
                number(unix, "uid").intValue(),
                number(unix, "gid").intValue(),
                -1,
                -1,
                moment(unix, "lastModifiedTime"),
                moment(unix, "lastAccessTime"),
                moment(unix, "ctime"),
                moment(unix, "creationTime"),
                0);
    }

    private static Number number(Map<String, Object> attributes, String name) {
        return (Number) attribute(attributes, name);
    }

    private static Moment moment(Map<String, Object> attributes, String name) {
        return Moment.of((FileTime) attribute(attributes, name));
    }

    private static Object attribute(Map<String, Object> attributes, String name) {
        Object value = attributes.get(name);
        if (value == null) throw new AssertionError("the JDK does not tell " + name);
        return value;
    }

    private static int mode(BasicFileAttributes basic) {
        if (basic.isRegularFile()) return REGULAR;
        if (basic.isDirectory()) return DIRECTORY;
        return basic.isSymbolicLink() ? SYMBOLIC_LINK : 0;
    }
}
