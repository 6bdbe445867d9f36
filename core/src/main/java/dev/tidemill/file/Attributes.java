package dev.tidemill.file;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Attributes of all kinds, by the JDK's calls; only the basic ones are the status of the file.
final class Attributes {

    private Attributes() {}

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
        return NameCall.start(io, path, "setting of times", token, () -> {
            Files.getFileAttributeView(path, BasicFileAttributeView.class, options)
                    .setTimes(modified, accessed, null);
            return path;
        });
    }

    static Task<Path> setLastModifiedTime(Tidemill io, Path path, FileTime time, CancellationToken token) {
        return NameCall.start(io, path, "setting of the time", token, () -> Files.setLastModifiedTime(path, time));
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
