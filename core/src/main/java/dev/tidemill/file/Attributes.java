package dev.tidemill.file;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.FileFacts.Moment;
import dev.tidemill.engine.NameOperation;
import dev.tidemill.engine.NativePath;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Attributes of all kinds, by the JDK's calls; only the basic ones are the status of the file, and
/// times are set with all their nanoseconds: before 1970 the JDK forgets them.
final class Attributes {

    private static final Set<String> MODIFIED = inEachView("lastModifiedTime");
    private static final Set<String> ACCESSED = inEachView("lastAccessTime");

    private Attributes() {}

    private static Set<String> inEachView(String attribute) {
        return Set.of(attribute, "basic:" + attribute, "posix:" + attribute, "unix:" + attribute);
    }

    @SuppressWarnings("unchecked") // a FileStatus is both
    static <A extends BasicFileAttributes> Task<A> read(
            Tidemill io, Path path, Class<A> type, CancellationToken token, LinkOption... options) {
        if (type == BasicFileAttributes.class || type == FileStatus.class) {
            return (Task<A>) Statuses.status(io, path, token, options);
        }
        return NameCall.start(
                io, path, "read of " + type.getSimpleName(), token, () -> Files.readAttributes(path, type, options));
    }

    static Task<Map<String, Object>> read(
            Tidemill io, Path path, String attributes, CancellationToken token, LinkOption... options) {
        return NameCall.start(
                io,
                path,
                "read of attributes " + attributes,
                token,
                () -> Files.readAttributes(path, attributes, options));
    }

    static Task<Object> get(Tidemill io, Path path, String attribute, CancellationToken token, LinkOption... options) {
        return NameCall.start(
                io, path, "read of attribute " + attribute, token, () -> Files.getAttribute(path, attribute, options));
    }

    static Task<Path> set(
            Tidemill io,
            Path path,
            String attribute,
            @Nullable Object value,
            CancellationToken token,
            LinkOption... options) {
        if (value instanceof FileTime time) {
            if (MODIFIED.contains(attribute)) return setTimes(io, path, time, null, token, options);
            if (ACCESSED.contains(attribute)) return setTimes(io, path, null, time, token, options);
        }
        return NameCall.start(
                io,
                path,
                "setting of attribute " + attribute,
                token,
                () -> Files.setAttribute(path, attribute, value, options));
    }

    static Task<Path> setPermissions(
            Tidemill io, Path path, Set<PosixFilePermission> permissions, CancellationToken token) {
        Set<PosixFilePermission> copy = Set.copyOf(permissions);
        return NameCall.start(
                io, path, "setting of permissions", token, () -> Files.setPosixFilePermissions(path, copy));
    }

    static Task<UserPrincipal> owner(Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return NameCall.start(io, path, "read of the owner", token, () -> Files.getOwner(path, options));
    }

    static Task<Path> setOwner(Tidemill io, Path path, UserPrincipal owner, CancellationToken token) {
        return NameCall.start(io, path, "change of the owner to " + owner, token, () -> Files.setOwner(path, owner));
    }

    static Task<Path> setTimes(
            Tidemill io,
            Path path,
            @Nullable FileTime modified,
            @Nullable FileTime accessed,
            CancellationToken token,
            LinkOption... options) {
        var times = new NameOperation.SetTimes<>(
                NativePath.of(path), Statuses.followLinks(options), moment(modified), moment(accessed), path);
        return io.engine().submit(times, token);
    }

    private static @Nullable Moment moment(@Nullable FileTime time) {
        return time == null ? null : Moment.of(time);
    }

    static Task<Path> setLastModifiedTime(Tidemill io, Path path, FileTime time, CancellationToken token) {
        return setTimes(io, path, Objects.requireNonNull(time, "time"), null, token);
    }

    static Task<Boolean> isReadable(Tidemill io, Path path, CancellationToken token) {
        return NameCall.start(io, path, "check of access", token, () -> Files.isReadable(path));
    }

    static Task<Boolean> isWritable(Tidemill io, Path path, CancellationToken token) {
        return NameCall.start(io, path, "check of access", token, () -> Files.isWritable(path));
    }

    static Task<Boolean> isExecutable(Tidemill io, Path path, CancellationToken token) {
        return NameCall.start(io, path, "check of access", token, () -> Files.isExecutable(path));
    }

    static Task<Boolean> isHidden(Tidemill io, Path path, CancellationToken token) {
        return NameCall.start(io, path, "check of visibility", token, () -> Files.isHidden(path));
    }

    static Task<Optional<String>> contentType(Tidemill io, Path path, CancellationToken token) {
        return NameCall.start(
                io, path, "guess of the content type", token, () -> Optional.ofNullable(Files.probeContentType(path)));
    }

    static Task<FileStore> store(Tidemill io, Path path, CancellationToken token) {
        return NameCall.start(io, path, "search of the file store", token, () -> Files.getFileStore(path));
    }
}
