package dev.tidemill.file;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.directory.DirectoryWatch;
import dev.tidemill.directory.PathStream;
import dev.tidemill.directory.TreeDeletion;
import dev.tidemill.directory.WalkSettings;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Whole files, asynchronously: [java.nio.file.Files] with a [Task] for each result.
///
/// {@snippet :
/// var writes = paths.stream().map(path -> AsyncFiles.writeString(path, "hello")).toList();
/// Tasks.whenAll(writes).await();
/// }
///
/// Start as many as you like: the engine opens a bounded number at a time
/// ([dev.tidemill.TidemillConfig#openFiles()]), and holds the caller back when too many are
/// pending. Every file is closed before its task is done, whatever happens. Each failure names its
/// file. Methods without an engine use the shared one.
@CheckReturnValue
public final class AsyncFiles {

    private AsyncFiles() {}

    // Whole files.

    /// Reads a whole file, as [java.nio.file.Files#readAllBytes].
    ///
    /// A file that changes while it is read gives some of each.
    public static Task<byte[]> readAllBytes(Path path) {
        return readAllBytes(Tidemill.shared(), path, CancellationToken.none());
    }

    /// Reads a whole file; see [#readAllBytes(Path)].
    ///
    /// @param token asks the kernel to stop
    public static Task<byte[]> readAllBytes(Path path, CancellationToken token) {
        return readAllBytes(Tidemill.shared(), path, token);
    }

    /// Reads a whole file; see [#readAllBytes(Path)].
    public static Task<byte[]> readAllBytes(Tidemill io, Path path, CancellationToken token) {
        return WholeFileRead.start(io, path, bytes -> bytes, token);
    }

    /// Reads many whole files, each as [#readAllBytes(Path)] does: threads of the library read side
    /// by side, which costs little more than the system calls.
    ///
    /// It is one operation, however many they are. What came of each is in the list, in the order
    /// of `paths`: its bytes, or its failure, which names the file and keeps no other from being
    /// read. The task fails only if nothing could be begun, because the engine is closed or too
    /// many operations are pending.
    ///
    /// All contents are in memory in the end. For more than should be, `Tasks.mapEach` with
    /// [#readAllBytes(Path)] gives them one by one.
    ///
    /// Cancelling ends the task at once, with a list that says `Cancelled` of those that are not
    /// read. Closing the engine does the same; then they have failed.
    ///
    /// @param paths may be empty, and may name a file more than once
    public static Task<List<Outcome<byte[]>>> readAll(Collection<Path> paths) {
        return readAll(Tidemill.shared(), paths, CancellationToken.none());
    }

    /// As [#readAll(Collection)].
    ///
    /// @param token stops those that have not begun, and those that are read in pieces
    public static Task<List<Outcome<byte[]>>> readAll(Tidemill io, Collection<Path> paths, CancellationToken token) {
        return NameBatch.readAll(io, paths, token);
    }

    /// Reads a whole file of UTF-8 text.
    ///
    /// The task fails with a [CharacterCodingException] that says where if it is not.
    public static Task<String> readString(Path path) {
        return readString(path, StandardCharsets.UTF_8);
    }

    /// Reads a whole file of UTF-8 text; see [#readString(Path)].
    ///
    /// @param token asks the kernel to stop
    public static Task<String> readString(Path path, CancellationToken token) {
        return readString(Tidemill.shared(), path, StandardCharsets.UTF_8, token);
    }

    /// Reads a whole text.
    ///
    /// The task fails with a [CharacterCodingException] if it is not of that charset.
    public static Task<String> readString(Path path, Charset charset) {
        return readString(Tidemill.shared(), path, charset, CancellationToken.none());
    }

    /// Reads a whole text; see [#readString(Path, Charset)].
    public static Task<String> readString(Tidemill io, Path path, Charset charset, CancellationToken token) {
        return WholeFileRead.start(io, path, bytes -> Text.decode(bytes, charset, path), token);
    }

    /// Writes a whole file, as [java.nio.file.Files#write(Path, byte[], OpenOption...)]: without
    /// options it is created, or replaces what was in it.
    ///
    /// If it fails or is cancelled, the file may have been created, and a part may be in it.
    ///
    /// @param bytes not to be changed until the task is done; may be empty
    public static Task<Void> write(Path path, byte[] bytes, OpenOption... options) {
        return write(path, MemorySegment.ofArray(bytes), options);
    }

    /// Writes what remains in `source`, whose position stays; see [#write(Path, byte[],
    /// OpenOption...)].
    public static Task<Void> write(Path path, ByteBuffer source, OpenOption... options) {
        return write(path, MemorySegment.ofBuffer(source), options);
    }

    /// Writes a whole file from a segment; see [#write(Path, byte[], OpenOption...)].
    public static Task<Void> write(Path path, MemorySegment source, OpenOption... options) {
        return write(Tidemill.shared(), path, source, CancellationToken.none(), options);
    }

    /// Writes a whole file from a segment; see [#write(Path, byte[], OpenOption...)].
    ///
    /// @param source in native memory or on the heap; not to be changed until the task is done
    /// @param token asks the kernel to stop
    public static Task<Void> write(
            Tidemill io, Path path, MemorySegment source, CancellationToken token, OpenOption... options) {
        if (source.byteSize() > 0) Checks.source(source, 0);
        OpenMode mode = writing(options);
        return io.engine().submit(new Operation.WriteFile(NativePath.of(path), mode, source), token);
    }

    /// Writes many whole files, each as [#write(Path, byte[], OpenOption...)] does: threads of the
    /// library write side by side, which costs little more than the system calls.
    ///
    /// {@snippet :
    /// for (var outcome : AsyncFiles.writeAll(pages).await()) {
    ///     if (outcome instanceof Outcome.Failed<Void>(var failure)) LOG.warn(failure.toException());
    /// }
    /// }
    ///
    /// It is one operation, however many they are. What came of each is in the list, in the order
    /// in which the map gives its entries; a failure names its file, and keeps no other from being
    /// written. They are written in no order. The task fails only if nothing could be begun,
    /// because the engine is closed or too many operations are pending.
    ///
    /// Cancelling ends the task at once, with a list that says `Cancelled` of those that are not
    /// written: `NEVER_STARTED` if they are left alone; otherwise (`STOPPED`, `DETACHED`) the file
    /// may have been created, and a part or all may be in it. Closing the engine does the same;
    /// then they have failed.
    ///
    /// @param files what is to be in each; may be empty. Their bytes are not to be changed until
    ///     the task is done
    public static Task<List<Outcome<Void>>> writeAll(Map<Path, byte[]> files, OpenOption... options) {
        return writeAll(Tidemill.shared(), files, CancellationToken.none(), options);
    }

    /// As [#writeAll(Map, OpenOption...)].
    ///
    /// @param token stops those that have not begun, and those that are written in pieces; one that
    ///     is in a call goes on, and nobody waits for it
    public static Task<List<Outcome<Void>>> writeAll(
            Tidemill io, Map<Path, byte[]> files, CancellationToken token, OpenOption... options) {
        return NameBatch.writeAll(io, files, writing(options), token);
    }

    /// Writes a text in UTF-8; see [#write(Path, byte[], OpenOption...)].
    ///
    /// The task fails with [java.nio.charset.MalformedInputException] if it has half a surrogate
    /// pair; nothing is written then.
    public static Task<Void> writeString(Path path, CharSequence text, OpenOption... options) {
        return writeString(path, text, StandardCharsets.UTF_8, options);
    }

    /// Writes a text; see [#write(Path, byte[], OpenOption...)].
    ///
    /// The task fails with a [CharacterCodingException] if the charset cannot say it; nothing is
    /// written then.
    public static Task<Void> writeString(Path path, CharSequence text, Charset charset, OpenOption... options) {
        try {
            return write(path, charset.newEncoder().encode(CharBuffer.wrap(text)), options);
        } catch (CharacterCodingException e) {
            return Task.failed(e);
        }
    }

    // Streams.

    /// Opens a file to read its bytes one after the other; see [AsyncFile#source(long)]. Closing
    /// the source closes the file.
    ///
    /// What [AsyncFile#open(Path, OpenOption...)] says of opening goes for this, too.
    public static Task<ByteSource> source(Path path) {
        return source(path, CancellationToken.none());
    }

    /// Opens a file to read its bytes one after the other; see [#source(Path)].
    ///
    /// @param token asks the kernel to stop opening it
    public static Task<ByteSource> source(Path path, CancellationToken token) {
        return source(Tidemill.shared(), path, token);
    }

    /// Opens a file to read its bytes one after the other; see [#source(Path)].
    public static Task<ByteSource> source(Tidemill io, Path path, CancellationToken token) {
        return source(io, path, FileStreams.READ_AHEAD, token);
    }

    /// Opens a file to read its bytes one after the other; see [#source(Path)].
    ///
    /// @param readAhead how many buffers it reads ahead at most; see [AsyncFile#source(long, int)]
    /// @throws IllegalArgumentException if `readAhead` is negative
    public static Task<ByteSource> source(Tidemill io, Path path, int readAhead, CancellationToken token) {
        return FileStreams.openSource(io, path, readAhead, token);
    }

    /// Opens a file to write it from its start on, one byte after the other: without options it is
    /// created, or replaces what was in it; see [AsyncFile#sink(long)]. Closing the sink closes the
    /// file.
    ///
    /// What [AsyncFile#open(Path, OpenOption...)] says of opening goes for this, too. With `APPEND`
    /// everything is written behind the end of the file.
    public static Task<ByteSink> sink(Path path, OpenOption... options) {
        return sink(path, CancellationToken.none(), options);
    }

    /// Opens a file to write it; see [#sink(Path, OpenOption...)].
    ///
    /// @param token asks the kernel to stop opening it
    public static Task<ByteSink> sink(Path path, CancellationToken token, OpenOption... options) {
        return sink(Tidemill.shared(), path, token, options);
    }

    /// Opens a file to write it; see [#sink(Path, OpenOption...)].
    public static Task<ByteSink> sink(Tidemill io, Path path, CancellationToken token, OpenOption... options) {
        return sink(io, path, FileStreams.WRITE_BEHIND, token, options);
    }

    /// Opens a file to write it; see [#sink(Path, OpenOption...)].
    ///
    /// @param writeBehind how many buffers may be on their way to the file; see
    ///     [AsyncFile#sink(long, int)]
    /// @throws IllegalArgumentException if `writeBehind` is negative
    public static Task<ByteSink> sink(
            Tidemill io, Path path, int writeBehind, CancellationToken token, OpenOption... options) {
        return FileStreams.openSink(io, path, writing(options), writeBehind, token);
    }

    // Attributes.

    /// What the system knows of a file: kind, size, times to the nanosecond with its birth,
    /// numbers.
    ///
    /// It is one call of the system. What is in memory is read by the calling thread, without
    /// waiting; the rest by a thread that may wait.
    ///
    /// @param options `NOFOLLOW_LINKS` to look at a symbolic link itself
    public static Task<FileStatus> status(Path path, LinkOption... options) {
        return status(Tidemill.shared(), path, CancellationToken.none(), options);
    }

    /// As [#status(Path, LinkOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<FileStatus> status(Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return Statuses.status(io, path, token, options);
    }

    /// What the system knows of many files: threads of the library look at all of them side by
    /// side, which costs little more than the system calls.
    ///
    /// It is one operation, however many they are. What came of each is in the list, in the order
    /// of `paths`: its status, or its failure. The task fails only if nothing could be begun,
    /// because the engine is closed or too many operations are pending.
    ///
    /// Cancelling ends the task at once, with a list that says `Cancelled` of those that are not
    /// known: they were never looked at, or are detached. Closing the engine does the same; then
    /// they have failed.
    ///
    /// @param paths may be empty, and may name a file more than once
    /// @param options `NOFOLLOW_LINKS` to look at symbolic links themselves
    public static Task<List<Outcome<FileStatus>>> statuses(Collection<Path> paths, LinkOption... options) {
        return statuses(Tidemill.shared(), paths, CancellationToken.none(), options);
    }

    /// As [#statuses(Collection, LinkOption...)].
    ///
    /// @param token stops those that have not begun; those that have begun go on, and nobody waits
    ///     for them
    public static Task<List<Outcome<FileStatus>>> statuses(
            Tidemill io, Collection<Path> paths, CancellationToken token, LinkOption... options) {
        return NameBatch.statuses(io, paths, token, options);
    }

    /// Attributes of one kind, as [Files#readAttributes(Path, Class, LinkOption...)]:
    /// [BasicFileAttributes], which are a [FileStatus] here, `PosixFileAttributes`, or what else
    /// the system has.
    public static <A extends BasicFileAttributes> Task<A> readAttributes(
            Path path, Class<A> type, LinkOption... options) {
        return readAttributes(Tidemill.shared(), path, type, CancellationToken.none(), options);
    }

    /// As [#readAttributes(Path, Class, LinkOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static <A extends BasicFileAttributes> Task<A> readAttributes(
            Tidemill io, Path path, Class<A> type, CancellationToken token, LinkOption... options) {
        return Attributes.read(io, path, type, token, options);
    }

    /// Attributes by their names, as [Files#readAttributes(Path, String, LinkOption...)]:
    /// `"posix:*"`, `"size,lastModifiedTime"`, `"unix:ino,nlink"`, `"user:*"`.
    public static Task<Map<String, Object>> readAttributes(Path path, String attributes, LinkOption... options) {
        return readAttributes(Tidemill.shared(), path, attributes, CancellationToken.none(), options);
    }

    /// As [#readAttributes(Path, String, LinkOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Map<String, Object>> readAttributes(
            Tidemill io, Path path, String attributes, CancellationToken token, LinkOption... options) {
        return Attributes.read(io, path, attributes, token, options);
    }

    /// One attribute by its name, as [Files#getAttribute].
    public static Task<Object> getAttribute(Path path, String attribute, LinkOption... options) {
        return getAttribute(Tidemill.shared(), path, attribute, CancellationToken.none(), options);
    }

    /// As [#getAttribute(Path, String, LinkOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Object> getAttribute(
            Tidemill io, Path path, String attribute, CancellationToken token, LinkOption... options) {
        return Attributes.get(io, path, attribute, token, options);
    }

    /// Sets one attribute by its name, as [Files#setAttribute]; gives `path`.
    public static Task<Path> setAttribute(Path path, String attribute, @Nullable Object value, LinkOption... options) {
        return setAttribute(Tidemill.shared(), path, attribute, value, CancellationToken.none(), options);
    }

    /// As [#setAttribute(Path, String, Object, LinkOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> setAttribute(
            Tidemill io,
            Path path,
            String attribute,
            @Nullable Object value,
            CancellationToken token,
            LinkOption... options) {
        return Attributes.set(io, path, attribute, value, token, options);
    }

    /// Who may do what, as [Files#getPosixFilePermissions].
    public static Task<Set<PosixFilePermission>> getPosixFilePermissions(Path path, LinkOption... options) {
        return getPosixFilePermissions(Tidemill.shared(), path, CancellationToken.none(), options);
    }

    /// As [#getPosixFilePermissions(Path, LinkOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Set<PosixFilePermission>> getPosixFilePermissions(
            Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return Statuses.permissions(io, path, token, options);
    }

    /// Says who may do what, as [Files#setPosixFilePermissions]; gives `path`.
    public static Task<Path> setPosixFilePermissions(Path path, Set<PosixFilePermission> permissions) {
        return setPosixFilePermissions(Tidemill.shared(), path, permissions, CancellationToken.none());
    }

    /// As [#setPosixFilePermissions(Path, Set)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> setPosixFilePermissions(
            Tidemill io, Path path, Set<PosixFilePermission> permissions, CancellationToken token) {
        return Attributes.setPermissions(io, path, permissions, token);
    }

    /// Whose it is, as [Files#getOwner]. The name may have to come from a directory of users over
    /// the network; [FileStatus#userId()] is the number.
    public static Task<UserPrincipal> getOwner(Path path, LinkOption... options) {
        return getOwner(Tidemill.shared(), path, CancellationToken.none(), options);
    }

    /// As [#getOwner(Path, LinkOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<UserPrincipal> getOwner(Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return Attributes.owner(io, path, token, options);
    }

    /// Makes it somebody else's, as [Files#setOwner]; gives `path`.
    public static Task<Path> setOwner(Path path, UserPrincipal owner) {
        return setOwner(Tidemill.shared(), path, owner, CancellationToken.none());
    }

    /// As [#setOwner(Path, UserPrincipal)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> setOwner(Tidemill io, Path path, UserPrincipal owner, CancellationToken token) {
        return Attributes.setOwner(io, path, owner, token);
    }

    /// When it was modified last, as [Files#getLastModifiedTime].
    public static Task<FileTime> getLastModifiedTime(Path path, LinkOption... options) {
        return getLastModifiedTime(Tidemill.shared(), path, CancellationToken.none(), options);
    }

    /// As [#getLastModifiedTime(Path, LinkOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<FileTime> getLastModifiedTime(
            Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return Statuses.lastModifiedTime(io, path, token, options);
    }

    /// Sets when it was modified last, as [Files#setLastModifiedTime]; gives `path`.
    public static Task<Path> setLastModifiedTime(Path path, FileTime time) {
        return setLastModifiedTime(Tidemill.shared(), path, time, CancellationToken.none());
    }

    /// As [#setLastModifiedTime(Path, FileTime)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> setLastModifiedTime(Tidemill io, Path path, FileTime time, CancellationToken token) {
        return Attributes.setLastModifiedTime(io, path, time, token);
    }

    /// Sets when it was modified and read last; gives `path`.
    ///
    /// @param modified null to leave it
    /// @param accessed null to leave it
    public static Task<Path> setTimes(
            Path path, @Nullable FileTime modified, @Nullable FileTime accessed, LinkOption... options) {
        return setTimes(Tidemill.shared(), path, modified, accessed, CancellationToken.none(), options);
    }

    /// As [#setTimes(Path, FileTime, FileTime, LinkOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> setTimes(
            Tidemill io,
            Path path,
            @Nullable FileTime modified,
            @Nullable FileTime accessed,
            CancellationToken token,
            LinkOption... options) {
        return Attributes.setTimes(io, path, modified, accessed, token, options);
    }

    /// How many bytes it has, as [Files#size].
    public static Task<Long> size(Path path) {
        return size(Tidemill.shared(), path, CancellationToken.none());
    }

    /// As [#size(Path)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Long> size(Tidemill io, Path path, CancellationToken token) {
        return Statuses.size(io, path, token);
    }

    /// Whether there is such a file, as [Files#exists]: false also if that cannot be found out.
    public static Task<Boolean> exists(Path path, LinkOption... options) {
        return exists(Tidemill.shared(), path, CancellationToken.none(), options);
    }

    /// As [#exists(Path, LinkOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Boolean> exists(Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return Statuses.exists(io, path, token, options);
    }

    /// Whether there is certainly no such file, as [Files#notExists]: false also if that cannot be
    /// found out.
    public static Task<Boolean> notExists(Path path, LinkOption... options) {
        return notExists(Tidemill.shared(), path, CancellationToken.none(), options);
    }

    /// As [#notExists(Path, LinkOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Boolean> notExists(Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return Statuses.notExists(io, path, token, options);
    }

    /// Whether it is a regular file, as [Files#isRegularFile]: false if there is none.
    public static Task<Boolean> isRegularFile(Path path, LinkOption... options) {
        return isRegularFile(Tidemill.shared(), path, CancellationToken.none(), options);
    }

    /// As [#isRegularFile(Path, LinkOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Boolean> isRegularFile(Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return Statuses.isRegularFile(io, path, token, options);
    }

    /// Whether it is a directory, as [Files#isDirectory]: false if there is none.
    public static Task<Boolean> isDirectory(Path path, LinkOption... options) {
        return isDirectory(Tidemill.shared(), path, CancellationToken.none(), options);
    }

    /// As [#isDirectory(Path, LinkOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Boolean> isDirectory(Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return Statuses.isDirectory(io, path, token, options);
    }

    /// Whether it is a symbolic link, as [Files#isSymbolicLink]: false if there is none.
    public static Task<Boolean> isSymbolicLink(Path path) {
        return isSymbolicLink(Tidemill.shared(), path, CancellationToken.none());
    }

    /// As [#isSymbolicLink(Path)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Boolean> isSymbolicLink(Tidemill io, Path path, CancellationToken token) {
        return Statuses.isSymbolicLink(io, path, token);
    }

    /// Whether this process may read it, as [Files#isReadable].
    public static Task<Boolean> isReadable(Path path) {
        return isReadable(Tidemill.shared(), path, CancellationToken.none());
    }

    /// As [#isReadable(Path)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Boolean> isReadable(Tidemill io, Path path, CancellationToken token) {
        return Attributes.isReadable(io, path, token);
    }

    /// Whether this process may write it, as [Files#isWritable].
    public static Task<Boolean> isWritable(Path path) {
        return isWritable(Tidemill.shared(), path, CancellationToken.none());
    }

    /// As [#isWritable(Path)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Boolean> isWritable(Tidemill io, Path path, CancellationToken token) {
        return Attributes.isWritable(io, path, token);
    }

    /// Whether this process may execute it, as [Files#isExecutable].
    public static Task<Boolean> isExecutable(Path path) {
        return isExecutable(Tidemill.shared(), path, CancellationToken.none());
    }

    /// As [#isExecutable(Path)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Boolean> isExecutable(Tidemill io, Path path, CancellationToken token) {
        return Attributes.isExecutable(io, path, token);
    }

    /// Whether it is hidden, as [Files#isHidden].
    public static Task<Boolean> isHidden(Path path) {
        return isHidden(Tidemill.shared(), path, CancellationToken.none());
    }

    /// As [#isHidden(Path)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Boolean> isHidden(Tidemill io, Path path, CancellationToken token) {
        return Attributes.isHidden(io, path, token);
    }

    /// All attributes that users have given to the file (`user.*` of xattr(7)), by their names. One
    /// that comes or goes meanwhile is there or not.
    ///
    /// The task fails with [UnsupportedOperationException] or a
    /// [java.nio.file.FileSystemException] where the system or the file system has none.
    public static Task<Map<String, byte[]>> userAttributes(Path path, LinkOption... options) {
        return userAttributes(Tidemill.shared(), path, CancellationToken.none(), options);
    }

    /// As [#userAttributes(Path, LinkOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Map<String, byte[]>> userAttributes(
            Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return UserAttributes.all(io, path, token, options);
    }

    /// Gives the file an attribute `user.name`, or replaces it; gives `path`.
    public static Task<Path> setUserAttribute(Path path, String name, byte[] value, LinkOption... options) {
        return setUserAttribute(Tidemill.shared(), path, name, value, CancellationToken.none(), options);
    }

    /// As [#setUserAttribute(Path, String, byte[], LinkOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> setUserAttribute(
            Tidemill io, Path path, String name, byte[] value, CancellationToken token, LinkOption... options) {
        return UserAttributes.set(io, path, name, value, token, options);
    }

    /// Takes the attribute `user.name` from the file; gives `path`. It is a failure if there is
    /// none.
    public static Task<Path> deleteUserAttribute(Path path, String name, LinkOption... options) {
        return deleteUserAttribute(Tidemill.shared(), path, name, CancellationToken.none(), options);
    }

    /// As [#deleteUserAttribute(Path, String, LinkOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> deleteUserAttribute(
            Tidemill io, Path path, String name, CancellationToken token, LinkOption... options) {
        return UserAttributes.delete(io, path, name, token, options);
    }

    /// The file system it is on, as [Files#getFileStore]. What can be asked of that may wait.
    public static Task<FileStore> getFileStore(Path path) {
        return getFileStore(Tidemill.shared(), path, CancellationToken.none());
    }

    /// As [#getFileStore(Path)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<FileStore> getFileStore(Tidemill io, Path path, CancellationToken token) {
        return Attributes.store(io, path, token);
    }

    /// What kind of content it has, as [Files#probeContentType]; empty where that gives null.
    public static Task<Optional<String>> probeContentType(Path path) {
        return probeContentType(Tidemill.shared(), path, CancellationToken.none());
    }

    /// As [#probeContentType(Path)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Optional<String>> probeContentType(Tidemill io, Path path, CancellationToken token) {
        return Attributes.contentType(io, path, token);
    }

    // Names.

    /// Makes an empty file, as [Files#createFile]; gives `path`. It is a failure if there is one.
    public static Task<Path> createFile(Path path, FileAttribute<?>... attributes) {
        return createFile(Tidemill.shared(), path, CancellationToken.none(), attributes);
    }

    /// As [#createFile(Path, FileAttribute...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> createFile(
            Tidemill io, Path path, CancellationToken token, FileAttribute<?>... attributes) {
        return Naming.createFile(io, path, token, attributes);
    }

    /// Makes a directory, as [Files#createDirectory]; gives `directory`. It is a failure if there
    /// is one.
    public static Task<Path> createDirectory(Path directory, FileAttribute<?>... attributes) {
        return createDirectory(Tidemill.shared(), directory, CancellationToken.none(), attributes);
    }

    /// As [#createDirectory(Path, FileAttribute...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> createDirectory(
            Tidemill io, Path directory, CancellationToken token, FileAttribute<?>... attributes) {
        return Naming.createDirectory(io, directory, token, attributes);
    }

    /// Makes a directory and those above it that are missing, as [Files#createDirectories]; gives
    /// `directory`.
    public static Task<Path> createDirectories(Path directory, FileAttribute<?>... attributes) {
        return createDirectories(Tidemill.shared(), directory, CancellationToken.none(), attributes);
    }

    /// As [#createDirectories(Path, FileAttribute...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> createDirectories(
            Tidemill io, Path directory, CancellationToken token, FileAttribute<?>... attributes) {
        return Naming.createDirectories(io, directory, token, attributes);
    }

    /// Makes an empty file with a name that nobody can guess, as
    /// [Files#createTempFile(Path, String, String, FileAttribute...)]. If the call was cancelled in
    /// the middle, the file may be there and nobody knows its name.
    public static Task<Path> createTempFile(
            Path directory, @Nullable String prefix, @Nullable String suffix, FileAttribute<?>... attributes) {
        return createTempFile(Tidemill.shared(), directory, prefix, suffix, CancellationToken.none(), attributes);
    }

    /// As [#createTempFile(Path, String, String, FileAttribute...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> createTempFile(
            Tidemill io,
            Path directory,
            @Nullable String prefix,
            @Nullable String suffix,
            CancellationToken token,
            FileAttribute<?>... attributes) {
        return Naming.createTempFile(io, directory, prefix, suffix, token, attributes);
    }

    /// Makes a temporary file in the directory for those, as [Files#createTempFile(String, String,
    /// FileAttribute...)].
    public static Task<Path> createTempFile(
            @Nullable String prefix, @Nullable String suffix, FileAttribute<?>... attributes) {
        return createTempFile(Tidemill.shared(), prefix, suffix, CancellationToken.none(), attributes);
    }

    /// As [#createTempFile(String, String, FileAttribute...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> createTempFile(
            Tidemill io,
            @Nullable String prefix,
            @Nullable String suffix,
            CancellationToken token,
            FileAttribute<?>... attributes) {
        return Naming.createTempFile(io, prefix, suffix, token, attributes);
    }

    /// Makes a directory with a name that nobody can guess, as
    /// [Files#createTempDirectory(Path, String, FileAttribute...)].
    public static Task<Path> createTempDirectory(
            Path directory, @Nullable String prefix, FileAttribute<?>... attributes) {
        return createTempDirectory(Tidemill.shared(), directory, prefix, CancellationToken.none(), attributes);
    }

    /// As [#createTempDirectory(Path, String, FileAttribute...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> createTempDirectory(
            Tidemill io,
            Path directory,
            @Nullable String prefix,
            CancellationToken token,
            FileAttribute<?>... attributes) {
        return Naming.createTempDirectory(io, directory, prefix, token, attributes);
    }

    /// Makes a directory in the one for temporary files, as [Files#createTempDirectory(String,
    /// FileAttribute...)].
    public static Task<Path> createTempDirectory(@Nullable String prefix, FileAttribute<?>... attributes) {
        return createTempDirectory(Tidemill.shared(), prefix, CancellationToken.none(), attributes);
    }

    /// As [#createTempDirectory(String, FileAttribute...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> createTempDirectory(
            Tidemill io, @Nullable String prefix, CancellationToken token, FileAttribute<?>... attributes) {
        return Naming.createTempDirectory(io, prefix, token, attributes);
    }

    /// Makes a symbolic link, as [Files#createSymbolicLink]; gives `link`.
    public static Task<Path> createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) {
        return createSymbolicLink(Tidemill.shared(), link, target, CancellationToken.none(), attributes);
    }

    /// As [#createSymbolicLink(Path, Path, FileAttribute...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> createSymbolicLink(
            Tidemill io, Path link, Path target, CancellationToken token, FileAttribute<?>... attributes) {
        return Naming.createSymbolicLink(io, link, target, token, attributes);
    }

    /// Gives a file another name, as [Files#createLink]; gives `link`.
    public static Task<Path> createLink(Path link, Path existing) {
        return createLink(Tidemill.shared(), link, existing, CancellationToken.none());
    }

    /// As [#createLink(Path, Path)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> createLink(Tidemill io, Path link, Path existing, CancellationToken token) {
        return Naming.createLink(io, link, existing, token);
    }

    /// What a symbolic link says, as [Files#readSymbolicLink].
    public static Task<Path> readSymbolicLink(Path link) {
        return readSymbolicLink(Tidemill.shared(), link, CancellationToken.none());
    }

    /// As [#readSymbolicLink(Path)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> readSymbolicLink(Tidemill io, Path link, CancellationToken token) {
        return Naming.readSymbolicLink(io, link, token);
    }

    /// Removes a file, a symbolic link or an empty directory, as [Files#delete].
    public static Task<Void> delete(Path path) {
        return delete(Tidemill.shared(), path, CancellationToken.none());
    }

    /// As [#delete(Path)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Void> delete(Tidemill io, Path path, CancellationToken token) {
        return Naming.delete(io, path, token);
    }

    /// Removes it if there is one, as [Files#deleteIfExists]; gives whether there was one.
    public static Task<Boolean> deleteIfExists(Path path) {
        return deleteIfExists(Tidemill.shared(), path, CancellationToken.none());
    }

    /// As [#deleteIfExists(Path)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Boolean> deleteIfExists(Tidemill io, Path path, CancellationToken token) {
        return Naming.deleteIfExists(io, path, token);
    }

    /// Removes many files, symbolic links and empty directories, side by side, each as
    /// [#delete(Path)] does.
    ///
    /// It is one operation, however many they are. What came of each is in the list, in the order
    /// of `paths`; they are not removed in that order, so a directory and what is in it are not for
    /// the same list ([#deleteTree(Path)] is for trees). A name that is missing is a failure of
    /// that name. The task fails only if nothing could be begun, because the engine is closed or
    /// too many operations are pending.
    ///
    /// Cancelling ends the task at once, with a list that says `Cancelled` of those that were not
    /// removed: `NEVER_STARTED` if they are left alone, `DETACHED` if they may be removed all the
    /// same. Closing the engine does the same; then they have failed.
    ///
    /// @param paths may be empty
    public static Task<List<Outcome<Void>>> deleteAll(Collection<Path> paths) {
        return deleteAll(Tidemill.shared(), paths, CancellationToken.none());
    }

    /// As [#deleteAll(Collection)].
    ///
    /// @param token stops those that have not begun; those that have begun go on, and nobody waits
    ///     for them
    public static Task<List<Outcome<Void>>> deleteAll(Tidemill io, Collection<Path> paths, CancellationToken token) {
        return NameBatch.deleteAll(io, paths, token);
    }

    /// Moves or renames, as [Files#move]; gives `target`.
    ///
    /// Where one rename(2) does it, it is one step that nobody sees half done, also with
    /// `REPLACE_EXISTING`; `ATOMIC_MOVE` insists on that. Otherwise, on another file system, it is
    /// a copy and a deletion.
    public static Task<Path> move(Path source, Path target, CopyOption... options) {
        return move(Tidemill.shared(), source, target, CancellationToken.none(), options);
    }

    /// As [#move(Path, Path, CopyOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> move(
            Tidemill io, Path source, Path target, CancellationToken token, CopyOption... options) {
        return Naming.move(io, source, target, token, options);
    }

    /// Copies one file, a symbolic link or an empty directory, as [Files#copy(Path, Path,
    /// CopyOption...)]; gives `target`.
    ///
    /// A copy that has begun cannot be stopped: cancelling frees the waiter, and the copy goes on.
    /// For files of a size that matters `dev.tidemill.transfer.Copy` shows its progress and stops.
    public static Task<Path> copy(Path source, Path target, CopyOption... options) {
        return copy(Tidemill.shared(), source, target, CancellationToken.none(), options);
    }

    /// As [#copy(Path, Path, CopyOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> copy(
            Tidemill io, Path source, Path target, CancellationToken token, CopyOption... options) {
        return Naming.copy(io, source, target, token, options);
    }

    /// The path without symbolic links, `.` and `..`, as [Path#toRealPath].
    public static Task<Path> toRealPath(Path path, LinkOption... options) {
        return toRealPath(Tidemill.shared(), path, CancellationToken.none(), options);
    }

    /// As [#toRealPath(Path, LinkOption...)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Path> toRealPath(Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return Naming.toRealPath(io, path, token, options);
    }

    /// Whether both are names of one file, as [Files#isSameFile].
    public static Task<Boolean> isSameFile(Path path, Path other) {
        return isSameFile(Tidemill.shared(), path, other, CancellationToken.none());
    }

    /// As [#isSameFile(Path, Path)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Boolean> isSameFile(Tidemill io, Path path, Path other, CancellationToken token) {
        return Naming.isSameFile(io, path, other, token);
    }

    /// The position of the first byte that differs, as [Files#mismatch]; -1 if none does. Like a
    /// copy it cannot be stopped.
    public static Task<Long> mismatch(Path path, Path other) {
        return mismatch(Tidemill.shared(), path, other, CancellationToken.none());
    }

    /// As [#mismatch(Path, Path)].
    ///
    /// @param token stops what has not begun; what has begun goes on, and its waiter is free
    public static Task<Long> mismatch(Tidemill io, Path path, Path other, CancellationToken token) {
        return Naming.mismatch(io, path, other, token);
    }

    // Lines.

    /// Reads all lines of a file of UTF-8, as [java.nio.file.Files#readAllLines(Path)]: they end at
    /// `\n`, `\r` or `\r\n`. For a file that should not be in memory as a whole there is
    /// `dev.tidemill.text.TextReader`.
    ///
    /// @return a list that may be changed; fails with a [CharacterCodingException] that says where
    ///     if it is not text in that charset
    public static Task<List<String>> readAllLines(Path path) {
        return readAllLines(path, StandardCharsets.UTF_8);
    }

    /// Reads all lines of a file; see [#readAllLines(Path)].
    public static Task<List<String>> readAllLines(Path path, Charset charset) {
        return readAllLines(Tidemill.shared(), path, charset, CancellationToken.none());
    }

    /// Reads all lines of a file; see [#readAllLines(Path)].
    ///
    /// @param token asks the kernel to stop
    public static Task<List<String>> readAllLines(Tidemill io, Path path, Charset charset, CancellationToken token) {
        return WholeFileRead.start(
                io,
                path,
                bytes -> Text.decode(bytes, charset, path).lines().collect(Collectors.toCollection(ArrayList::new)),
                token);
    }

    /// Writes lines of UTF-8, each with the line separator of this system behind it; see
    /// [#write(Path, byte[], OpenOption...)]. They are all in memory at once; else there is
    /// `dev.tidemill.text.TextWriter`.
    ///
    /// The task fails with a [CharacterCodingException] if one has half a surrogate pair; nothing
    /// is written then.
    public static Task<Void> writeLines(Path path, Iterable<? extends CharSequence> lines, OpenOption... options) {
        return writeLines(path, lines, StandardCharsets.UTF_8, options);
    }

    /// Writes lines; see [#writeLines(Path, Iterable, OpenOption...)].
    public static Task<Void> writeLines(
            Path path, Iterable<? extends CharSequence> lines, Charset charset, OpenOption... options) {
        var text = new StringBuilder();
        for (CharSequence line : lines) text.append(line).append(System.lineSeparator());
        return writeString(path, text, charset, options);
    }

    private static OpenMode writing(OpenOption... options) {
        if (options.length == 0) return OpenMode.REPLACE;
        Set<OpenOption> given = new HashSet<>(List.of(options));
        if (given.contains(StandardOpenOption.READ)) {
            throw new IllegalArgumentException("READ is not for writing a file");
        }
        given.add(StandardOpenOption.WRITE);
        return Options.mode(given);
    }

    // Directories.

    /// The names in a directory: files, directories and whatever else, but nothing below.
    ///
    /// Nothing is thrown here; what goes wrong is met where the names are taken. A symbolic link to
    /// a directory is that directory.
    public static PathStream list(Path directory) {
        return list(Tidemill.shared(), directory, CancellationToken.none());
    }

    /// The names in a directory; see [#list(Path)].
    ///
    /// @param token ends the wait for more
    public static PathStream list(Path directory, CancellationToken token) {
        return list(Tidemill.shared(), directory, token);
    }

    /// The names in a directory; see [#list(Path)].
    public static PathStream list(Tidemill io, Path directory, CancellationToken token) {
        return PathStream.walk(
                io, directory, WalkSettings.DEFAULT.withMaxDepth(1).withDirectories(true), token);
    }

    /// Everything below a directory that is no directory itself, in a memory that does not grow
    /// with it.
    ///
    /// ```java
    /// try (var paths = AsyncFiles.walk(root)) {
    ///     Tasks.forEach(paths, 256, path -> AsyncFiles.readString(path).thenAccept(index::add)).await();
    /// }
    /// ```
    ///
    /// Symbolic links below the root are given and not followed. See [PathStream] for failures,
    /// and [WalkSettings] for directories, depth and links.
    public static PathStream walk(Path root) {
        return walk(root, WalkSettings.DEFAULT);
    }

    /// What is below a directory; see [#walk(Path)].
    public static PathStream walk(Path root, WalkSettings settings) {
        return walk(Tidemill.shared(), root, settings, CancellationToken.none());
    }

    /// What is below a directory; see [#walk(Path)].
    ///
    /// @param token ends the wait for more
    public static PathStream walk(Path root, WalkSettings settings, CancellationToken token) {
        return walk(Tidemill.shared(), root, settings, token);
    }

    /// What is below a directory; see [#walk(Path)].
    public static PathStream walk(Tidemill io, Path root, WalkSettings settings, CancellationToken token) {
        return PathStream.walk(io, root, settings, token);
    }

    /// Everything below a directory, directories too, whose path from there on matches a pattern:
    /// `**/*.java`.
    ///
    /// The pattern is a glob of [java.nio.file.FileSystem#getPathMatcher(String)], except that
    /// `**/` at its start also stands for no directory at all. Without `**` nothing is looked at
    /// that is deeper than the pattern.
    ///
    /// @throws java.util.regex.PatternSyntaxException if it is none
    public static PathStream find(Path root, String glob) {
        return find(
                Tidemill.shared(), root, glob, WalkSettings.DEFAULT.withDirectories(true), CancellationToken.none());
    }

    /// What is below a directory and matches; see [#find(Path, String)].
    public static PathStream find(Tidemill io, Path root, String glob, WalkSettings settings, CancellationToken token) {
        return PathStream.find(io, root, glob, settings, token);
    }

    /// Removes a directory with everything below it; or a file, or a symbolic link.
    ///
    /// No link is followed, also not one that somebody puts in the place of a directory meanwhile:
    /// every name is removed from a directory that is open. What cannot be removed does not end it:
    /// the rest is removed, and the task fails in the end with the first failure, others
    /// suppressed. Each names its path. What others remove meanwhile is no failure.
    ///
    /// The task gives how many names were removed, the root included. Cancelling stops it after the
    /// names that are being removed; what is removed is removed.
    ///
    /// @param root ends in a name; what comes before may be links
    /// @throws IllegalArgumentException if it is `/`, or ends in `.` or `..`
    public static Task<Long> deleteTree(Path root) {
        return deleteTree(root, CancellationToken.none());
    }

    /// Removes a tree; see [#deleteTree(Path)].
    ///
    /// @param token stops it
    public static Task<Long> deleteTree(Path root, CancellationToken token) {
        return TreeDeletion.start(Tidemill.shared(), root, token);
    }

    /// Removes a tree; see [#deleteTree(Path)].
    public static Task<Long> deleteTree(Tidemill io, Path root, CancellationToken token) {
        return TreeDeletion.start(io, root, token);
    }

    /// Removes a tree; see [#deleteTree(Path)]. What cannot be removed is no failure of the task,
    /// unless it is that the root cannot be found.
    ///
    /// @param failed takes each failure when it comes, on a thread of the engine that may block
    public static Task<Long> deleteTree(
            Tidemill io, Path root, Consumer<? super IOException> failed, CancellationToken token) {
        return TreeDeletion.start(io, root, failed, token);
    }

    /// Watches a directory: what is created, changed, removed and moved in it, from when the task
    /// is done.
    public static Task<DirectoryWatch> watch(Path directory) {
        return watch(Tidemill.shared(), directory, CancellationToken.none());
    }

    /// Watches a directory; see [#watch(Path)].
    public static Task<DirectoryWatch> watch(Tidemill io, Path directory, CancellationToken token) {
        return DirectoryWatch.open(io, directory, false, token);
    }

    /// Watches a directory and all directories below it, also those that are made later.
    public static Task<DirectoryWatch> watchTree(Path root) {
        return watchTree(Tidemill.shared(), root, CancellationToken.none());
    }

    /// Watches a tree; see [#watchTree(Path)].
    public static Task<DirectoryWatch> watchTree(Tidemill io, Path root, CancellationToken token) {
        return DirectoryWatch.open(io, root, true, token);
    }
}
