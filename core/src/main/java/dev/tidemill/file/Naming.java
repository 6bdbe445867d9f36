package dev.tidemill.file;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.NameOperation;
import dev.tidemill.engine.NativePath;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.List;

/// What makes, changes, removes and follows names.
final class Naming {

    private Naming() {}

    static Task<Path> createFile(Tidemill io, Path path, CancellationToken token, FileAttribute<?>... attributes) {
        return NameCall.start(io, path, "creation of a file", token, () -> Files.createFile(path, attributes));
    }

    static Task<Path> createDirectory(
            Tidemill io, Path directory, CancellationToken token, FileAttribute<?>... attributes) {
        boolean isAllPermissions = List.of(attributes).stream().allMatch(Options::isOfPermissions);
        if (!isAllPermissions) { // what else there may be the JDK knows
            return NameCall.start(
                    io,
                    directory,
                    "creation of a directory",
                    token,
                    () -> Files.createDirectory(directory, attributes));
        }
        int permissions = NameOperation.MakeDirectory.ALL_PERMISSIONS;
        for (FileAttribute<?> attribute : attributes) permissions = Options.permissions(attribute);
        NativePath name = NativePath.of(directory);
        return io.engine().submit(new NameOperation.MakeDirectory<>(name, permissions, directory), token);
    }

    static Task<Path> createDirectories(
            Tidemill io, Path directory, CancellationToken token, FileAttribute<?>... attributes) {
        return NameCall.start(
                io, directory, "creation of directories", token, () -> Files.createDirectories(directory, attributes));
    }

    static Task<Path> createTempFile(
            Tidemill io,
            Path directory,
            @Nullable String prefix,
            @Nullable String suffix,
            CancellationToken token,
            FileAttribute<?>... attributes) {
        return NameCall.start(
                io,
                directory,
                "creation of a temporary file",
                token,
                () -> Files.createTempFile(directory, prefix, suffix, attributes));
    }

    static Task<Path> createTempFile(
            Tidemill io,
            @Nullable String prefix,
            @Nullable String suffix,
            CancellationToken token,
            FileAttribute<?>... attributes) {
        return NameCall.start(
                io,
                temporary(),
                "creation of a temporary file",
                token,
                () -> Files.createTempFile(prefix, suffix, attributes));
    }

    static Task<Path> createTempDirectory(
            Tidemill io, @Nullable String prefix, CancellationToken token, FileAttribute<?>... attributes) {
        return NameCall.start(
                io,
                temporary(),
                "creation of a temporary directory",
                token,
                () -> Files.createTempDirectory(prefix, attributes));
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    }

    static Task<Path> createTempDirectory(
            Tidemill io,
            Path directory,
            @Nullable String prefix,
            CancellationToken token,
            FileAttribute<?>... attributes) {
        return NameCall.start(
                io,
                directory,
                "creation of a temporary directory",
                token,
                () -> Files.createTempDirectory(directory, prefix, attributes));
    }

    static Task<Path> createSymbolicLink(
            Tidemill io, Path link, Path target, CancellationToken token, FileAttribute<?>... attributes) {
        if (attributes.length == 0) {
            NativePath name = NativePath.of(link);
            return io.engine().submit(new NameOperation.MakeSymbolicLink<>(name, target, link), token);
        }
        return NameCall.start(
                io,
                link,
                "creation of a symbolic link to " + target,
                token,
                () -> Files.createSymbolicLink(link, target, attributes));
    }

    static Task<Path> createLink(Tidemill io, Path link, Path existing, CancellationToken token) {
        NativePath name = NativePath.of(link);
        return io.engine().submit(new NameOperation.Link<>(name, NativePath.of(existing), link), token);
    }

    @SuppressWarnings("NullAway") // the only value of Void
    static Task<Void> delete(Tidemill io, Path path, CancellationToken token) {
        return io.engine().submit(new NameOperation.Remove<Void>(NativePath.of(path), null, null), token);
    }

    static Task<Boolean> deleteIfExists(Tidemill io, Path path, CancellationToken token) {
        return io.engine().submit(new NameOperation.Remove<>(NativePath.of(path), true, false), token);
    }

    static Task<Path> move(Tidemill io, Path source, Path target, CancellationToken token, CopyOption... options) {
        var move = new NameOperation.Move<>(NativePath.of(source), NativePath.of(target), List.of(options), target);
        return io.engine().submit(move, token);
    }

    static Task<Path> copy(Tidemill io, Path source, Path target, CancellationToken token, CopyOption... options) {
        return NameCall.start(io, source, "copy to " + target, token, () -> Files.copy(source, target, options));
    }

    static Task<Path> readSymbolicLink(Tidemill io, Path link, CancellationToken token) {
        return NameCall.start(io, link, "read of a symbolic link", token, () -> Files.readSymbolicLink(link));
    }

    static Task<Path> toRealPath(Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return NameCall.start(io, path, "search of the real path", token, () -> path.toRealPath(options));
    }

    static Task<Boolean> isSameFile(Tidemill io, Path path, Path other, CancellationToken token) {
        return NameCall.start(
                io, path, "comparison of names with " + other, token, () -> Files.isSameFile(path, other));
    }

    static Task<Long> mismatch(Tidemill io, Path path, Path other, CancellationToken token) {
        return NameCall.start(io, path, "comparison with " + other, token, () -> Files.mismatch(path, other));
    }
}
