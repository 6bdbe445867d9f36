package dev.tidemill.file;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.Closed;
import dev.tidemill.engine.ClosedFile;
import dev.tidemill.engine.CopyRange;
import dev.tidemill.engine.Cursors;
import dev.tidemill.engine.DirectAlignment;
import dev.tidemill.engine.Engine;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.LockOperation;
import dev.tidemill.engine.LockRange;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.RangeOperation;
import dev.tidemill.engine.UnnamedOperation;
import dev.tidemill.engine.Unreachable;
import dev.tidemill.engine.VectoredTransfer;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// An open file whose reads and writes wait for nobody: each is handed to the kernel, and a [Task]
/// says when it is done.
///
/// {@snippet :
/// try (AsyncFile file = AsyncFile.open(path, READ).await()) {
///     int read = file.read(buffer, 0).await();
/// }
/// }
///
/// Any number of threads may use it at once, and any number of operations may be pending. They are
/// independent: the kernel carries them out in any order, and two that touch the same bytes at the
/// same time leave either's. There is no current position; every transfer says where. A caller
/// waits only while as many operations are pending as [dev.tidemill.TidemillConfig#maxInFlight()]
/// allows; an interrupt meanwhile cancels the operation before it began, and stays set.
///
/// **Memory.** Until its task is done, the memory of a transfer belongs to the kernel, also when
/// cancelling was asked for: do not read, change or free it. It is held reachable until then;
/// closing its arena under the operation is a mistake that cannot be detected and corrupts memory.
/// Native memory, that of a direct buffer or an arena, is used as it is; memory on the heap goes
/// through a buffer of the library. A segment of a confined arena is accepted only from its own
/// thread, and without native access not at all.
///
/// **Cancelling.** A token asks the kernel to stop, and the kernel's answer decides. A transfer
/// with a disk mostly cannot be stopped any more and then succeeds; one that waits for a pipe can.
/// If any byte of a [#read] or [#write] was transferred, it has succeeded, with that number.
///
/// **Errors.** `await` throws the operation's own exception: [java.nio.file.NoSuchFileException],
/// [java.nio.file.AccessDeniedException], [FileLockedException], otherwise a
/// [java.nio.file.FileSystemException] that names the path, the operation with its numbers and the
/// error of the system. On a closed file it is [java.nio.channels.ClosedChannelException]; wrong
/// arguments are refused at the call.
///
/// **Files without positions**, such as pipes and terminals: positions are ignored, and a read
/// waits until there is something.
@CheckReturnValue
public final class AsyncFile implements AutoCloseable {

    static final Cleaner CLEANER = Unreachable.CLEANER;

    /// What one call copies from the page cache on the caller's thread before it leaves the rest to
    /// the engine: some 100 to 200 µs.
    private static final long MOST_COPIED_BY_CALLER = 1024 * 1024;

    private final Engine engine;
    private final FileHandle file;
    private final Cleaner.Cleanable forgotten;

    AsyncFile(Engine engine, FileHandle file) {
        this.engine = engine;
        this.file = file;
        this.forgotten = CLEANER.register(this, new Forgotten(file));
    }

    /// Closes a file that nobody can reach any more: opened by a task whose result nobody took, or
    /// not closed by mistake.
    private record Forgotten(FileHandle file) implements Runnable {
        @Override
        public void run() {
            if (file.isClosing()) return;
            System.getLogger("dev.tidemill.file")
                    .log(Level.WARNING, "{0} was never closed and is not reachable any more; it is closed now", file);
            file.closeAfterPending().forget(); // operations hold the handle, not the object that started them
        }
    }

    // Opening.

    /// Opens a file with the shared engine.
    ///
    /// As with [java.nio.channels.FileChannel#open]: without options to read; `CREATE` and
    /// `TRUNCATE_EXISTING` mean nothing without `WRITE` or `APPEND`. A file that is created may be
    /// read and written by everybody, less the umask.
    ///
    /// The task fails with [java.nio.file.NoSuchFileException],
    /// [java.nio.file.FileAlreadyExistsException] (`CREATE_NEW`),
    /// [java.nio.file.AccessDeniedException], [FileLockedException] ([AsyncOption#EXCLUSIVE]) or
    /// another [java.nio.file.FileSystemException]. See open(2).
    ///
    /// Opening a FIFO to read does not wait for somebody to open the other side; the first read
    /// does. Opening one only to write is done when there is a reader.
    ///
    /// The kernel opens on a thread of its own where it has to wait. If the task is cancelled and
    /// the file was opened all the same, the task has succeeded: the file is to be closed. A file
    /// nobody took is closed when it is unreachable.
    ///
    /// @param options [java.nio.file.StandardOpenOption], [AsyncOption],
    ///     [java.nio.file.LinkOption#NOFOLLOW_LINKS]
    /// @throws IllegalArgumentException if two options exclude each other
    /// @throws UnsupportedOperationException if an option is of another kind
    /// @throws java.nio.file.ProviderMismatchException if `path` is not of the default file system
    public static Task<AsyncFile> open(Path path, OpenOption... options) {
        return open(Tidemill.shared(), path, new HashSet<>(List.of(options)), CancellationToken.none());
    }

    /// Opens a file with the shared engine; see [#open(Path, OpenOption...)].
    public static Task<AsyncFile> open(Path path, Set<? extends OpenOption> options, CancellationToken token) {
        return open(Tidemill.shared(), path, options, token);
    }

    /// Opens a file with an engine of one's own; see [#open(Path, OpenOption...)].
    public static Task<AsyncFile> open(Tidemill io, Path path, OpenOption... options) {
        return open(io, path, new HashSet<>(List.of(options)), CancellationToken.none());
    }

    /// Opens a file with an engine of one's own; see [#open(Path, OpenOption...)].
    public static Task<AsyncFile> open(
            Tidemill io, Path path, Set<? extends OpenOption> options, CancellationToken token) {
        return open(io, path, Options.mode(options), token);
    }

    /// Opens a file, and if it is made says who may use it; see [#open(Path, OpenOption...)].
    ///
    /// @param attributes of a file that is created: `posix:permissions`, less the umask; see
    ///     [java.nio.file.attribute.PosixFilePermissions#asFileAttribute]
    /// @throws UnsupportedOperationException if an attribute is another one
    public static Task<AsyncFile> open(
            Tidemill io,
            Path path,
            Set<? extends OpenOption> options,
            CancellationToken token,
            FileAttribute<?>... attributes) {
        return open(io, path, Options.mode(options, attributes), token);
    }

    private static Task<AsyncFile> open(Tidemill io, Path path, OpenMode mode, CancellationToken token) {
        Engine engine = io.engine();
        return engine.submit(
                new Operation.Open<>(NativePath.of(path), mode, handle -> new AsyncFile(engine, handle)), token);
    }

    /// Makes a file with a name of its own, that nobody else may use, and opens it to read and
    /// write, with the shared engine.
    ///
    /// It stays until somebody deletes it; [java.nio.file.StandardOpenOption#DELETE_ON_CLOSE] does.
    ///
    /// @param prefix the beginning of the name, may be empty
    /// @param suffix the end of the name, may be empty
    /// @param options in addition to `READ`, `WRITE` and `CREATE_NEW`
    /// @throws IllegalArgumentException if prefix and suffix are not parts of one name
    public static Task<AsyncFile> temporary(Path directory, String prefix, String suffix, OpenOption... options) {
        return temporary(
                Tidemill.shared(),
                directory,
                prefix,
                suffix,
                new HashSet<>(List.of(options)),
                CancellationToken.none());
    }

    /// Makes a file with a name of its own; see [#temporary(Path, String, String, OpenOption...)].
    public static Task<AsyncFile> temporary(
            Tidemill io,
            Path directory,
            String prefix,
            String suffix,
            Set<? extends OpenOption> options,
            CancellationToken token) {
        Set<OpenOption> all = new HashSet<>(options);
        all.addAll(Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
        return open(
                io,
                TemporaryName.in(directory, prefix, suffix),
                Options.mode(all).withPermissions(0600),
                token);
    }

    /// Makes a file without a name, to read and write, with the shared engine: nobody else finds
    /// it, and it is gone when it is closed, or the process ends.
    ///
    /// [#linkTo] gives it a name, with all that is in it by then. Where the file system has no such
    /// files (Linux: `O_TMPFILE`), and without native access, it has a name for a moment, and can
    /// be given none. Its [#path()] is the directory.
    public static Task<AsyncFile> anonymous(Path directory) {
        return anonymous(Tidemill.shared(), directory, CancellationToken.none());
    }

    /// Makes a file without a name; see [#anonymous(Path)].
    public static Task<AsyncFile> anonymous(Tidemill io, Path directory, CancellationToken token) {
        return open(io, directory, OpenMode.UNNAMED, token);
    }

    /// Gives a file that was made without a name one: from then on others find it, whole. It stays
    /// when this file is closed.
    ///
    /// What is in it should be forced before, or a crash may leave the name without it. The task
    /// fails with [java.nio.file.FileAlreadyExistsException] if the name is taken, which is not
    /// replaced, and with another [java.nio.file.FileSystemException] if it is on another file
    /// system or that has no files to which a name can be given. See linkat(2).
    ///
    /// Cancelling frees the waiter; the name may be there then.
    ///
    /// @throws IllegalStateException if this file was not made by [#anonymous]
    public Task<Void> linkTo(Path name) {
        if (!file.mode().unnamed()) throw new IllegalStateException(path() + " has a name");
        return submit(new UnnamedOperation.Link(file, NativePath.of(name)), CancellationToken.none());
    }

    boolean isDirect() {
        return file.mode().direct();
    }

    boolean appends() {
        return file.mode().append();
    }

    boolean hasPositions() {
        return file.kind().hasPositions();
    }

    /// Whether several transfers at different positions may become one.
    boolean canJoin() {
        return file.kind().hasPositions() && !appends();
    }

    void checkWrite(MemorySegment source, long position) {
        Checks.writable(file);
        Checks.source(source, position);
        Checks.aligned(file, source, position, true);
    }

    /// Whether a direct read has ended at `position`: it does so only where the file does, and
    /// another one must not begin there.
    boolean endsBefore(long position) {
        boolean anywhere = !isDirect() || file.mode().bounce();
        return !anywhere && position % file.alignment().read() != 0;
    }

    FileHandle handle() {
        return file;
    }

    void checkRead(MemorySegment target, long position) {
        Checks.readable(file);
        Checks.target(target, position);
        Checks.aligned(file, target, position, false);
    }

    /// What positions and lengths of transfers, and the addresses of native memory, must be
    /// multiples of: 1 and 1, unless the file was opened with [AsyncOption#DIRECT].
    ///
    /// That is what the device and the file system need, as far as the kernel tells (Linux 6.1);
    /// otherwise 4096, which serves all of them. Lengths are those that are asked for: a read at
    /// the end of the file comes back with what there is. See statx(2), `STATX_DIOALIGN`.
    public Alignment alignment() {
        DirectAlignment known = file.alignment();
        return known.known()
                ? new Alignment(known.write(), known.memory())
                : new Alignment(DirectAlignment.SAFE, DirectAlignment.SAFE);
    }

    /// As given when the file was opened.
    public Path path() {
        return file.path().path();
    }

    /// False from the moment somebody began to close it.
    public boolean isOpen() {
        return !file.isClosing();
    }

    // Reading.

    /// Reads up to `target.byteSize()` bytes, starting `position` bytes into the file.
    ///
    /// The result is the number of bytes read: fewer than asked for is normal, 0 means that
    /// `position` is at or behind the end of the file. At most 2,147,479,552 bytes are read at
    /// once. What is in the page cache is read here and now, and the task is done when this
    /// returns. See pread(2).
    ///
    /// @param target in native memory or on the heap, writable and not empty
    /// @param position in bytes from the start of the file
    /// @throws IllegalArgumentException if `position` is negative, or so large that the end of
    ///     `target` would be behind the largest `long`, or `target` is empty or read-only
    /// @throws IllegalStateException if the arena of `target` is closed
    /// @throws WrongThreadException if `target` is of a confined arena of another thread
    /// @throws java.nio.channels.NonReadableChannelException if the file was not opened to read
    public Task<Integer> read(MemorySegment target, long position) {
        return read(target, position, CancellationToken.none());
    }

    /// Reads up to `target.byteSize()` bytes; see [#read(MemorySegment, long)].
    ///
    /// @param token asks the kernel to stop
    public Task<Integer> read(MemorySegment target, long position, CancellationToken token) {
        Checks.readable(file);
        Checks.target(target, position);
        return read(Checks.atOnce(target), position, null, token);
    }

    /// Reads up to `target.remaining()` bytes into `target`, whose position goes on by the bytes
    /// read, as with [java.nio.channels.FileChannel]; see [#read(MemorySegment, long)].
    ///
    /// The buffer belongs to the operation until the task is done, its position and limit as well
    /// as its bytes. If somebody changes them before, or gives the buffer to a second operation,
    /// the task ends all the same, and where the position is then nobody knows.
    public Task<Integer> read(ByteBuffer target, long position) {
        return read(target, position, CancellationToken.none());
    }

    /// Reads up to `target.remaining()` bytes; see [#read(ByteBuffer, long)].
    ///
    /// @param token asks the kernel to stop
    public Task<Integer> read(ByteBuffer target, long position, CancellationToken token) {
        Checks.readable(file);
        Checks.target(target);
        MemorySegment memory = MemorySegment.ofBuffer(target);
        Checks.target(memory, position);
        return read(memory, position, target, token);
    }

    /// Reads up to `target.length` bytes into `target`; see [#read(MemorySegment, long)].
    public Task<Integer> read(byte[] target, long position) {
        return read(MemorySegment.ofArray(target), position, CancellationToken.none());
    }

    private Task<Integer> read(
            MemorySegment target, long position, @Nullable ByteBuffer cursor, CancellationToken token) {
        Checks.aligned(file, target, position, false);
        try {
            long read = readCached(target, position, token);
            if (read >= 0) {
                Cursors.advance(cursor, read);
                return Task.completed((int) read);
            }
            return engine.submitRest(new Operation.Read(file, target, position, cursor), ~read, token);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /// Reads until `target` is full; see [#read(MemorySegment, long)].
    ///
    /// The task fails with [java.io.EOFException] if the file ends before; the bytes up to there
    /// are in `target`.
    public Task<Void> readFully(MemorySegment target, long position) {
        return readFully(target, position, CancellationToken.none());
    }

    /// Reads until `target` is full; see [#readFully(MemorySegment, long)].
    ///
    /// @param token asks the kernel to stop
    public Task<Void> readFully(MemorySegment target, long position, CancellationToken token) {
        Checks.readable(file);
        Checks.target(target, position);
        return readFully(target, position, null, token);
    }

    /// Reads until `target` has nothing remaining; see [#readFully(MemorySegment, long)].
    public Task<Void> readFully(ByteBuffer target, long position) {
        return readFully(target, position, CancellationToken.none());
    }

    /// Reads until `target` has nothing remaining; see [#readFully(MemorySegment, long)].
    ///
    /// @param token asks the kernel to stop
    public Task<Void> readFully(ByteBuffer target, long position, CancellationToken token) {
        Checks.readable(file);
        Checks.target(target);
        MemorySegment memory = MemorySegment.ofBuffer(target);
        Checks.target(memory, position);
        return readFully(memory, position, target, token);
    }

    /// Reads until `target` is full; see [#readFully(MemorySegment, long)].
    public Task<Void> readFully(byte[] target, long position) {
        return readFully(MemorySegment.ofArray(target), position, CancellationToken.none());
    }

    private Task<Void> readFully(
            MemorySegment target, long position, @Nullable ByteBuffer cursor, CancellationToken token) {
        Checks.aligned(file, target, position, false);
        try {
            long read = readCached(target, position, token);
            if (read == target.byteSize()) {
                Cursors.advance(cursor, read);
                return Task.completed(null);
            }
            // at the end of the file the engine finds that out once more, and says so
            return engine.submitRest(
                    new Operation.ReadFully(file, target, position, cursor), read < 0 ? ~read : read, token);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /// Who has the task need not have the file. But until the operation has a reference of its own,
    /// a file that nobody can reach any more would be closed under it: the fences here and above.
    private <T> Task<T> submit(Operation<T> operation, CancellationToken token) {
        if (operation instanceof Operation.Transfer<T> transfer) {
            Checks.aligned(file, transfer.memory(), transfer.position(), transfer.writes());
        } else if (operation instanceof VectoredTransfer<T> transfer) {
            Checks.aligned(transfer);
        }
        try {
            return engine.submit(operation, token);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private long readCached(MemorySegment target, long position, CancellationToken token) {
        return token.isCancelled() || engine.isClosed()
                ? FileHandle.NOT_CACHED
                : CachedBytes.read(file, target, position, MOST_COPIED_BY_CALLER);
    }

    // Writing.

    /// Writes up to `source.byteSize()` bytes, starting `position` bytes into the file, which grows
    /// as needed.
    ///
    /// The result is the number of bytes written, which may be fewer; [#writeFully] writes all. At
    /// most 2,147,479,552 bytes are written at once. A file opened with `APPEND` is written at its
    /// end, whatever `position` says. "Written" means that every reader sees the bytes; that they
    /// are on the device says [#force]. See pwrite(2).
    ///
    /// @param source in native memory or on the heap, not empty; not to be changed until the task
    ///     is done
    /// @param position in bytes from the start of the file
    /// @throws IllegalArgumentException if `position` is negative, or so large that the end of
    ///     `source` would be behind the largest `long`, or `source` is empty
    /// @throws IllegalStateException if the arena of `source` is closed
    /// @throws WrongThreadException if `source` is of a confined arena of another thread
    /// @throws java.nio.channels.NonWritableChannelException if the file was not opened to write
    public Task<Integer> write(MemorySegment source, long position) {
        return write(source, position, CancellationToken.none());
    }

    /// Writes up to `source.byteSize()` bytes; see [#write(MemorySegment, long)].
    ///
    /// @param token asks the kernel to stop
    public Task<Integer> write(MemorySegment source, long position, CancellationToken token) {
        Checks.writable(file);
        Checks.source(source, position);
        return submit(new Operation.Write(file, Checks.atOnce(source), position, null), token);
    }

    /// Writes up to `source.remaining()` bytes of `source`, whose position goes on by the bytes
    /// written, as with [java.nio.channels.FileChannel]; see [#write(MemorySegment, long)]. The
    /// buffer belongs to the operation until the task is done; see [#read(ByteBuffer, long)].
    public Task<Integer> write(ByteBuffer source, long position) {
        return write(source, position, CancellationToken.none());
    }

    /// Writes up to `source.remaining()` bytes; see [#write(ByteBuffer, long)].
    ///
    /// @param token asks the kernel to stop
    public Task<Integer> write(ByteBuffer source, long position, CancellationToken token) {
        Checks.writable(file);
        Checks.source(source);
        MemorySegment memory = MemorySegment.ofBuffer(source);
        Checks.source(memory, position);
        return submit(new Operation.Write(file, memory, position, source), token);
    }

    /// Writes up to `source.length` bytes; see [#write(MemorySegment, long)].
    public Task<Integer> write(byte[] source, long position) {
        return write(MemorySegment.ofArray(source), position, CancellationToken.none());
    }

    /// Writes all of `source`; see [#write(MemorySegment, long)].
    ///
    /// However long it is. If it is cancelled or fails, a part may have been written; the exception
    /// says how much.
    public Task<Void> writeFully(MemorySegment source, long position) {
        return writeFully(source, position, CancellationToken.none());
    }

    /// Writes all of `source`; see [#writeFully(MemorySegment, long)].
    ///
    /// @param token asks the kernel to stop
    public Task<Void> writeFully(MemorySegment source, long position, CancellationToken token) {
        Checks.writable(file);
        Checks.source(source, position);
        return submit(new Operation.WriteFully(file, source, position, null), token);
    }

    /// Writes what remains in `source`; see [#writeFully(MemorySegment, long)].
    public Task<Void> writeFully(ByteBuffer source, long position) {
        return writeFully(source, position, CancellationToken.none());
    }

    /// Writes what remains in `source`; see [#writeFully(MemorySegment, long)].
    ///
    /// @param token asks the kernel to stop
    public Task<Void> writeFully(ByteBuffer source, long position, CancellationToken token) {
        Checks.writable(file);
        Checks.source(source);
        MemorySegment memory = MemorySegment.ofBuffer(source);
        Checks.source(memory, position);
        return submit(new Operation.WriteFully(file, memory, position, source), token);
    }

    /// Writes all of `source`; see [#writeFully(MemorySegment, long)].
    public Task<Void> writeFully(byte[] source, long position) {
        return writeFully(MemorySegment.ofArray(source), position, CancellationToken.none());
    }

    // The file as a whole.

    /// Brings what was written to the device.
    ///
    /// Done when the device has it; only what was written before is certain to be there.
    ///
    /// After it has failed nobody knows what is on the device, and the system forgets that it has
    /// failed. This object does not: every later call fails with what happened, and so does closing
    /// the file. Only opening the file again and writing everything once more makes sure. See
    /// fsync(2).
    ///
    /// @param metaData also what is not needed to read the data back, such as times: `fsync`
    ///     instead of `fdatasync`
    public Task<Void> force(boolean metaData) {
        return force(metaData, CancellationToken.none());
    }

    /// Brings what was written to the device; see [#force(boolean)].
    ///
    /// @param token asks the kernel to stop; once it is at it, it mostly goes on
    public Task<Void> force(boolean metaData, CancellationToken token) {
        return mayBeLost() ? lost() : submit(new Operation.Sync(file, !metaData), token);
    }

    private boolean mayBeLost() {
        return file.syncFailed() != null && isOpen();
    }

    private Task<Void> lost() {
        return Task.failed(Objects.requireNonNull(file.syncFailed(), "it was there"));
    }

    /// How long the file is, in bytes: of a block device what fits on it, of a file without
    /// positions nothing that means anything. A network file system may ask its server. See
    /// statx(2).
    public Task<Long> size() {
        return submit(new Operation.Size(file), CancellationToken.none());
    }

    /// Makes the file `size` bytes long: cuts off what is behind, or adds zeros, which take no room
    /// where the file system has holes. See ftruncate(2).
    ///
    /// Of a file that was opened with [AsyncOption#DIRECT] wait for writes that reach behind its
    /// end before it is made longer: on XFS the zeros may take the place of what they wrote, and
    /// nothing tells.
    ///
    /// @param size in bytes
    /// @throws IllegalArgumentException if `size` is negative
    /// @throws java.nio.channels.NonWritableChannelException if the file was not opened to write
    public Task<Void> truncate(long size) {
        Checks.writable(file);
        if (size < 0) throw new IllegalArgumentException("size is negative: " + size);
        return submit(new Operation.Truncate(file, size), CancellationToken.none());
    }

    /// Has the file system set aside the place on the device for the first `size` bytes, so that
    /// writing them cannot fail for want of room, and is faster: an appending writer otherwise has
    /// each of its blocks accounted for on its own.
    ///
    /// A file that is shorter becomes `size` bytes long, the new ones zeros; what is in it stays.
    /// If it fails for want of room, a part may have been set aside, and the device be full until
    /// the file is truncated or deleted. See fallocate(2).
    ///
    /// @param size in bytes, at least 1
    /// @return false if the system or the file system cannot do that; the file is as it was then
    /// @throws IllegalArgumentException if `size` is not positive
    /// @throws java.nio.channels.NonWritableChannelException if the file was not opened to write
    public Task<Boolean> allocate(long size) {
        Checks.writable(file);
        if (size <= 0) throw new IllegalArgumentException("size is " + size + "; must be positive");
        return submit(new Operation.Allocate(file, size), CancellationToken.none());
    }

    // Many pieces and ranges.

    /// Reads into several pieces of memory, one after the other, from one range of the file: up to
    /// as many bytes as they have together.
    ///
    /// The result is the number of bytes read: fewer than asked for is normal, 0 means that
    /// `position` is at or behind the end of the file. Empty pieces are skipped. See
    /// [#read(MemorySegment, long)] and readv(2).
    ///
    /// @param targets in native memory or on the heap, writable, together not empty; they must not
    ///     overlap
    /// @param position in bytes from the start of the file
    /// @throws IllegalArgumentException if they are empty together, one is read-only, or there is
    ///     no such range
    /// @throws IllegalStateException if the arena of one is closed
    /// @throws WrongThreadException if one is of a confined arena of another thread
    /// @throws java.nio.channels.NonReadableChannelException if the file was not opened to read
    public Task<Long> read(List<? extends MemorySegment> targets, long position) {
        return read(targets, position, CancellationToken.none());
    }

    /// Reads into several pieces of memory; see [#read(List, long)].
    ///
    /// @param token asks the kernel to stop
    public Task<Long> read(List<? extends MemorySegment> targets, long position, CancellationToken token) {
        Checks.readable(file);
        return readPieces(Pieces.targets(targets, position).once(file, position, false), token);
    }

    /// Reads into what remains in several buffers, whose positions go on by the bytes read, as with
    /// [java.nio.channels.ScatteringByteChannel]; see [#read(List, long)].
    public Task<Long> read(ByteBuffer[] targets, long position) {
        return read(targets, position, CancellationToken.none());
    }

    /// Reads into what remains in several buffers; see [#read(List, long)].
    ///
    /// @param token asks the kernel to stop
    public Task<Long> read(ByteBuffer[] targets, long position, CancellationToken token) {
        Checks.readable(file);
        return readPieces(Pieces.targets(targets, position).once(file, position, false), token);
    }

    /// Reads until several pieces of memory are full; see [#read(List, long)].
    ///
    /// The task fails with [java.io.EOFException] if the file ends before; the bytes up to there
    /// are in `targets`.
    public Task<Void> readFully(List<? extends MemorySegment> targets, long position) {
        return readFully(targets, position, CancellationToken.none());
    }

    /// Reads until several pieces of memory are full; see [#readFully(List, long)].
    ///
    /// @param token asks the kernel to stop
    public Task<Void> readFully(List<? extends MemorySegment> targets, long position, CancellationToken token) {
        Checks.readable(file);
        return readPieces(Pieces.targets(targets, position).whole(file, position, false), token);
    }

    /// Reads until several buffers have nothing remaining; see [#readFully(List, long)].
    public Task<Void> readFully(ByteBuffer[] targets, long position) {
        return readFully(targets, position, CancellationToken.none());
    }

    /// Reads until several buffers have nothing remaining; see [#readFully(List, long)].
    ///
    /// @param token asks the kernel to stop
    public Task<Void> readFully(ByteBuffer[] targets, long position, CancellationToken token) {
        Checks.readable(file);
        return readPieces(Pieces.targets(targets, position).whole(file, position, false), token);
    }

    private <T> Task<T> readPieces(VectoredTransfer<T> transfer, CancellationToken token) {
        Checks.aligned(transfer);
        try {
            if (!token.isCancelled() && !engine.isClosed()) {
                long read = Pieces.readCached(transfer, MOST_COPIED_BY_CALLER);
                if (read >= 0) {
                    transfer.advance(read);
                    return Task.completed(transfer.value(read));
                }
            }
            return engine.submit(transfer, token);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /// Writes several pieces of memory, one after the other, to one range of the file: up to as
    /// many bytes as they have together.
    ///
    /// The result is the number of bytes written, which may be fewer. Empty pieces are skipped. Up
    /// to 1,024 pieces of at most 1 MiB together, of which at most 64 KiB are on the heap, are
    /// written by one call of the system: a record of several pieces that is appended to a file
    /// (`APPEND`) is in it as one, however many others append, unless the device is full. See
    /// [#write(MemorySegment, long)] and writev(2).
    ///
    /// @param sources in native memory or on the heap, together not empty; not to be changed until
    ///     the task is done
    /// @param position in bytes from the start of the file
    /// @throws IllegalArgumentException if they are empty together, or there is no such range
    /// @throws IllegalStateException if the arena of one is closed
    /// @throws WrongThreadException if one is of a confined arena of another thread
    /// @throws java.nio.channels.NonWritableChannelException if the file was not opened to write
    public Task<Long> write(List<? extends MemorySegment> sources, long position) {
        return write(sources, position, CancellationToken.none());
    }

    /// Writes several pieces of memory; see [#write(List, long)].
    ///
    /// @param token asks the kernel to stop
    public Task<Long> write(List<? extends MemorySegment> sources, long position, CancellationToken token) {
        Checks.writable(file);
        return submit(Pieces.sources(sources, position).once(file, position, true), token);
    }

    /// Writes what remains in several buffers, whose positions go on by the bytes written, as with
    /// [java.nio.channels.GatheringByteChannel]; see [#write(List, long)].
    public Task<Long> write(ByteBuffer[] sources, long position) {
        return write(sources, position, CancellationToken.none());
    }

    /// Writes what remains in several buffers; see [#write(List, long)].
    ///
    /// @param token asks the kernel to stop
    public Task<Long> write(ByteBuffer[] sources, long position, CancellationToken token) {
        Checks.writable(file);
        return submit(Pieces.sources(sources, position).once(file, position, true), token);
    }

    /// Writes all of several pieces of memory; see [#write(List, long)].
    ///
    /// If it is cancelled or fails, a part may have been written; the exception says how much.
    public Task<Void> writeFully(List<? extends MemorySegment> sources, long position) {
        return writeFully(sources, position, CancellationToken.none());
    }

    /// Writes all of several pieces of memory; see [#writeFully(List, long)].
    ///
    /// @param token asks the kernel to stop
    public Task<Void> writeFully(List<? extends MemorySegment> sources, long position, CancellationToken token) {
        Checks.writable(file);
        return submit(Pieces.sources(sources, position).whole(file, position, true), token);
    }

    /// Writes all of what remains in several buffers; see [#writeFully(List, long)].
    public Task<Void> writeFully(ByteBuffer[] sources, long position) {
        return writeFully(sources, position, CancellationToken.none());
    }

    /// Writes all of what remains in several buffers; see [#writeFully(List, long)].
    ///
    /// @param token asks the kernel to stop
    public Task<Void> writeFully(ByteBuffer[] sources, long position, CancellationToken token) {
        Checks.writable(file);
        return submit(Pieces.sources(sources, position).whole(file, position, true), token);
    }

    /// Has what was written to a range brought to the device now, and waits until it is there.
    ///
    /// This spreads the work of a later [#force] over the time of writing; **it is no replacement
    /// for it**: neither the size of a file that has grown, nor where its new bytes are, nor what
    /// the device itself still holds in memory is made safe. If it fails, that counts as a `force`
    /// that has failed. See sync_file_range(2). Without native access the whole file is forced.
    ///
    /// @param position in bytes from the start of the file
    /// @param length at least 1; more than there is does no harm
    /// @throws IllegalArgumentException if `position` is negative, `length` is not positive, or the
    ///     end of the range is behind the largest `long`
    public Task<Void> writeBack(long position, long length) {
        return writeBack(position, length, CancellationToken.none());
    }

    /// Has what was written to a range brought to the device; see [#writeBack(long, long)].
    ///
    /// @param token asks the kernel to stop; once it is at it, it mostly goes on
    public Task<Void> writeBack(long position, long length, CancellationToken token) {
        Checks.range(position, length);
        return mayBeLost() ? lost() : submit(new RangeOperation.WriteBack(file, position, length), token);
    }

    /// Has the file system set aside the place on the device for a range; see [#allocate(long)].
    ///
    /// What is in the range stays, holes in it read as zeros as before. A file that ends before the
    /// end of the range becomes that long.
    ///
    /// @param position in bytes from the start of the file
    /// @param length at least 1
    /// @return false if the system or the file system cannot do that; the file is as it was then
    /// @throws IllegalArgumentException if there is no such range; see [#writeBack(long, long)]
    /// @throws java.nio.channels.NonWritableChannelException if the file was not opened to write
    public Task<Boolean> allocate(long position, long length) {
        return allocate(position, length, CancellationToken.none());
    }

    /// Has the place for a range set aside; see [#allocate(long, long)].
    ///
    /// @param token asks the kernel to stop; once it is at it, it mostly goes on
    public Task<Boolean> allocate(long position, long length, CancellationToken token) {
        return change(RangeOperation.Space.ALLOCATE, position, length, token);
    }

    /// Gives the place of a range back to the file system: its bytes become zeros that take no
    /// room. The file keeps its size; what of the range is behind its end does not matter.
    ///
    /// Blocks of the file system that are only partly in the range keep their place, and the part
    /// in the range becomes zeros. See fallocate(2).
    ///
    /// @param position in bytes from the start of the file
    /// @param length at least 1
    /// @return false if the system or the file system has no holes; the file is as it was then
    /// @throws IllegalArgumentException if there is no such range; see [#writeBack(long, long)]
    /// @throws java.nio.channels.NonWritableChannelException if the file was not opened to write
    public Task<Boolean> punchHole(long position, long length) {
        return punchHole(position, length, CancellationToken.none());
    }

    /// Gives the place of a range back; see [#punchHole(long, long)].
    ///
    /// @param token asks the kernel to stop; once it is at it, it mostly goes on
    public Task<Boolean> punchHole(long position, long length, CancellationToken token) {
        return change(RangeOperation.Space.PUNCH, position, length, token);
    }

    private Task<Boolean> change(RangeOperation.Space space, long position, long length, CancellationToken token) {
        Checks.writable(file);
        Checks.range(position, length);
        return submit(new RangeOperation.Change(file, space, position, length), token);
    }

    /// Makes the bytes of a range zeros, and keeps or takes their place on the device. A file that
    /// ends before the end of the range becomes that long.
    ///
    /// Where the file system can, nothing is written for that. Otherwise zeros are; the exception
    /// says where if that fails. A file opened with `APPEND` cannot be
    /// written there, so it fails then. See fallocate(2).
    ///
    /// @param position in bytes from the start of the file
    /// @param length at least 1
    /// @throws IllegalArgumentException if there is no such range; see [#writeBack(long, long)]
    /// @throws java.nio.channels.NonWritableChannelException if the file was not opened to write
    public Task<Void> zero(long position, long length) {
        return zero(position, length, CancellationToken.none());
    }

    /// Makes the bytes of a range zeros; see [#zero(long, long)].
    ///
    /// @param token asks the kernel to stop; the bytes are partly zeros then
    public Task<Void> zero(long position, long length, CancellationToken token) {
        return change(RangeOperation.Space.ZERO, position, length, token)
                .thenCompose(done -> done ? Task.completed(null) : Zeros.write(this, position, length, token));
    }

    /// Tells the system how the whole file will be used; see [#advise(Advice, long, long)].
    public Task<Void> advise(Advice advice) {
        return submit(new RangeOperation.Advise(file, advice.number(), advice.name(), 0, 0), CancellationToken.none());
    }

    /// Tells the system how a range will be used, so that it may read ahead or free memory. It
    /// changes nothing that can be read. See posix_fadvise(2).
    ///
    /// Without native access it does nothing.
    ///
    /// @param position in bytes from the start of the file
    /// @param length at least 1
    /// @throws IllegalArgumentException if there is no such range; see [#writeBack(long, long)]
    public Task<Void> advise(Advice advice, long position, long length) {
        Checks.range(position, length);
        return submit(
                new RangeOperation.Advise(file, advice.number(), advice.name(), position, length),
                CancellationToken.none());
    }

    /// Where the next data begins, at or behind `position`: bytes that have a place on the device.
    ///
    /// Between data there are holes, which read as zeros. How fine the difference is made is the
    /// file system's business: zeros that were written are data, and where nothing is known of
    /// holes, as without native access, all of a file is. See lseek(2), `SEEK_DATA`.
    ///
    /// @param position in bytes from the start of the file
    /// @return in bytes from the start of the file; -1 if there is no more data
    /// @throws IllegalArgumentException if `position` is negative
    public Task<Long> nextData(long position) {
        return seek(true, position);
    }

    /// Where the next hole begins, at or behind `position`; see [#nextData(long)]. Behind the end
    /// of the file everything is a hole, so there is always one.
    ///
    /// @param position in bytes from the start of the file
    /// @return in bytes from the start of the file
    /// @throws IllegalArgumentException if `position` is negative
    public Task<Long> nextHole(long position) {
        return seek(false, position);
    }

    private Task<Long> seek(boolean data, long position) {
        Checks.position(position);
        return submit(new RangeOperation.Seek(file, data, position), CancellationToken.none());
    }

    /// All data of the file, in order: what is between the extents are holes; see
    /// [#nextData(long)].
    ///
    /// If the file is changed meanwhile, each extent is as it was when it was looked at.
    public Task<List<Extent>> extents() {
        return extents(0, Long.MAX_VALUE, CancellationToken.none());
    }

    /// The data in a range, in order, cut off at the ends of the range; see [#extents()].
    ///
    /// @param position in bytes from the start of the file
    /// @param length at least 1
    /// @param token gives up waiting; the search itself goes on
    /// @throws IllegalArgumentException if there is no such range; see [#writeBack(long, long)]
    public Task<List<Extent>> extents(long position, long length, CancellationToken token) {
        Checks.range(position, length);
        return submit(new RangeOperation.Extents<>(file, position, length, Extent::new), token);
    }

    // Locks.

    /// Locks the whole file for oneself, however long it gets, and waits for it as long as somebody
    /// else has any of it locked.
    ///
    /// The lock keeps out everybody else who locks: other processes, other open files of this one,
    /// and other tasks that lock through this same file. It keeps nobody from reading or writing
    /// who asks for no lock. It is there until the [RangeLock] or the file is closed, or the
    /// process ends.
    ///
    /// While it waits no thread does. What is unlocked in this process is heard of at once; what
    /// others unlock is seen some 50 ms later at the most, since the system tells nobody. Nobody is
    /// kept in a line, and nobody finds out that two wait for each other: use a deadline.
    ///
    /// A task that failed or was cancelled has no lock and never gets one. If the file is closed
    /// meanwhile, also by [#closeAfterPending()], it is
    /// [java.nio.channels.AsynchronousCloseException]. See fcntl(2), open file description locks;
    /// without native access they are the JDK's [java.nio.channels.FileLock]: see
    /// [#lock(long, long, boolean)].
    ///
    /// @throws java.nio.channels.NonWritableChannelException if the file was not opened to write
    public Task<RangeLock> lock() {
        return lock(0, 0, false, CancellationToken.none());
    }

    /// Locks the whole file for oneself; see [#lock()].
    ///
    /// @param token ends the waiting
    public Task<RangeLock> lock(CancellationToken token) {
        return lock(0, 0, false, token);
    }

    /// Locks a range for oneself, or with others who say so too; see [#lock()].
    ///
    /// Ranges may be behind the end of the file. Locks through this file are each other's as if of
    /// two files: where a shared one overlaps another shared one, each is there until it is closed.
    /// A lock cannot be turned into another kind; close it and lock again.
    ///
    /// Without native access, locks of one process are known to the JDK: two shared ones of the
    /// same process that overlap exclude each other, too, and all are lost when the process closes
    /// the file anywhere else.
    ///
    /// @param position in bytes from the start of the file
    /// @param length in bytes; 0 means to the end, however far that moves
    /// @param shared whether others may lock it as well, if they say so too
    /// @throws IllegalArgumentException if `position` or `length` is negative, or their sum too
    ///     large
    /// @throws java.nio.channels.NonReadableChannelException if `shared`, and the file was not
    ///     opened to read
    /// @throws java.nio.channels.NonWritableChannelException if not `shared`, and the file was not
    ///     opened to write
    public Task<RangeLock> lock(long position, long length, boolean shared) {
        return lock(position, length, shared, CancellationToken.none());
    }

    /// Locks a range; see [#lock(long, long, boolean)].
    ///
    /// @param token ends the waiting
    public Task<RangeLock> lock(long position, long length, boolean shared, CancellationToken token) {
        LockRange range = Checks.lockable(file, position, length, shared);
        return submit(new LockOperation.Lock<>(file, range, () -> new RangeLock(this, engine, file, range)), token);
    }

    /// Locks the whole file for oneself, at once or not at all: see [#lock()].
    ///
    /// The task fails with [FileLockedException] if somebody else has any of it locked.
    ///
    /// @throws java.nio.channels.NonWritableChannelException if the file was not opened to write
    public Task<RangeLock> tryLock() {
        return tryLock(0, 0, false);
    }

    /// Locks a range, at once or not at all: see [#lock(long, long, boolean)] and [#tryLock()].
    public Task<RangeLock> tryLock(long position, long length, boolean shared) {
        LockRange range = Checks.lockable(file, position, length, shared);
        return submit(
                new LockOperation.TryLock<>(
                        file,
                        range,
                        () -> new RangeLock(this, engine, file, range),
                        () -> new FileLockedException(path().toString(), range.toString())),
                CancellationToken.none());
    }

    /// Equal for all open files that are the same file, as far as that can be known: for our own
    /// packages. The first call may wait for a server.
    ///
    /// @hidden
    public Object identity() throws ClosedChannelException {
        if (!file.acquire()) throw new ClosedChannelException();
        try {
            return file.locks().identity();
        } finally {
            if (file.release()) file.closeNow();
            Reference.reachabilityFence(this);
        }
    }

    // Transfers to other files.

    /// Copies up to `length` bytes to another open file, or to another place in this one.
    ///
    /// The result is the number of bytes copied: fewer than `length` if this file ends before. They
    /// go the shortest way there is: where the file system can, both files have the same blocks
    /// afterwards (a *reflink*, `FICLONERANGE`); otherwise the kernel copies (`copy_file_range`);
    /// and where that is not possible, between file systems say, the bytes go through a buffer. A
    /// thread of the engine waits for it. Files that change meanwhile give some of each.
    ///
    /// Cancelling ends it some milliseconds later, or after the call that is under way; the message
    /// says how many bytes were copied. When the task is done nobody writes to `target` any more.
    /// If either file is closed meanwhile it is [java.nio.channels.AsynchronousCloseException].
    ///
    /// A target opened with `APPEND` is written at its end. Where bytes go through a buffer, a file
    /// opened with [AsyncOption#DIRECT] needs positions, `length` and the end of the source to fit
    /// its [#alignment()].
    ///
    /// @param position in bytes from the start of this file
    /// @param length in bytes; [Long#MAX_VALUE] means to the end
    /// @param targetPosition in bytes from the start of `target`
    /// @throws IllegalArgumentException if a number is negative, if one of the files has no
    ///     positions, or if both are this one and what is read and what is written overlap; through
    ///     two open files of the same the task fails then
    /// @throws java.nio.channels.NonReadableChannelException if this file was not opened to read
    /// @throws java.nio.channels.NonWritableChannelException if `target` was not opened to write
    public Task<Long> copyTo(long position, long length, AsyncFile target, long targetPosition) {
        return copyTo(position, length, target, targetPosition, CancellationToken.none());
    }

    /// Copies to another open file; see [#copyTo(long, long, AsyncFile, long)].
    ///
    /// @param token ends it, before all is copied
    public Task<Long> copyTo(
            long position, long length, AsyncFile target, long targetPosition, CancellationToken token) {
        CopyRange copy = Checks.copyable(file, position, length, target.file, targetPosition);
        if (length == 0) return Task.completed(0L);
        try {
            return submit(copy, token);
        } finally {
            Reference.reachabilityFence(target);
        }
    }

    /// Writes up to `length` bytes of this file to a channel.
    ///
    /// The result is the number of bytes: fewer than `length` if this file ends before. The
    /// channel's calls block, and a thread of the engine makes them. Transfers with the same
    /// channel are made one after the other.
    ///
    /// Cancelling ends it between two calls: when the task is done nobody uses the channel any
    /// more. A call that waits for a channel without end is ended by closing that, from another
    /// thread.
    ///
    /// @param position in bytes from the start of this file
    /// @param length in bytes; [Long#MAX_VALUE] means to the end
    /// @param target a blocking one
    /// @throws IllegalArgumentException if a number is negative
    /// @throws java.nio.channels.IllegalBlockingModeException if `target` does not block
    /// @throws java.nio.channels.NonReadableChannelException if this file was not opened to read
    public Task<Long> transferTo(long position, long length, WritableByteChannel target) {
        return transferTo(position, length, target, CancellationToken.none());
    }

    /// Writes to a channel; see [#transferTo(long, long, WritableByteChannel)].
    ///
    /// @param token ends it, between two calls
    public Task<Long> transferTo(long position, long length, WritableByteChannel target, CancellationToken token) {
        Checks.readable(file);
        Checks.range("position", position, length);
        if (endsBefore(position))
            throw Checks.notAligned(
                    file, "position is " + position, file.alignment().read());
        if (file.isClosing()) return ClosedFile.refused();
        return ChannelTransfer.to(engine, this, position, length, target, token);
    }

    /// Reads up to `length` bytes from a channel and writes them to this file.
    ///
    /// The result is the number of bytes: fewer than `length` if the channel ends before. What is
    /// read from the channel is written, also when the transfer is cancelled or the channel fails.
    /// See [#transferTo(long, long, WritableByteChannel)].
    ///
    /// @param source a blocking one
    /// @param position in bytes from the start of this file
    /// @param length in bytes; [Long#MAX_VALUE] means to the end
    /// @throws IllegalArgumentException if a number is negative
    /// @throws java.nio.channels.IllegalBlockingModeException if `source` does not block
    /// @throws java.nio.channels.NonWritableChannelException if this file was not opened to write
    public Task<Long> transferFrom(ReadableByteChannel source, long position, long length) {
        return transferFrom(source, position, length, CancellationToken.none());
    }

    /// Reads from a channel; see [#transferFrom(ReadableByteChannel, long, long)].
    ///
    /// @param token ends it, between two calls
    public Task<Long> transferFrom(ReadableByteChannel source, long position, long length, CancellationToken token) {
        Checks.writable(file);
        Checks.range("position", position, length);
        if (file.isClosing()) return ClosedFile.refused();
        return ChannelTransfer.from(engine, this, position, length, source, token);
    }

    /// The same open file for callers that wait: no task, and where it is cheaper no other thread.
    public BlockingFile blocking() {
        return new BlockingFile(this, engine, file);
    }

    // Streams.

    /// The bytes of this file from its start to its end, one after the other; see [#source(long)].
    public ByteSource source() {
        return source(0);
    }

    /// The bytes of this file from `position` to its end, one after the other.
    ///
    /// It reads ahead into buffers of 128 KiB, up to 8 of them, if its reads have to wait; so what
    /// it gives may have been read a while ago. Where all reads of `DIRECT` files have to be
    /// aligned, those of a source need not. Of a file without positions, such as a pipe, it gives
    /// what comes and reads nothing ahead.
    ///
    /// The source has a position of its own, and there may be any number of sources and sinks of a
    /// file. At the end it looks again each time it is asked; if the file has grown, it goes on.
    /// Closing it leaves the file open.
    ///
    /// @param position in bytes from the start of the file
    /// @throws IllegalArgumentException if `position` is negative
    /// @throws java.nio.channels.NonReadableChannelException if the file was not opened to read
    public ByteSource source(long position) {
        return source(position, FileStreams.READ_AHEAD);
    }

    /// The bytes of this file from `position` to its end; see [#source(long)].
    ///
    /// @param readAhead how many buffers it reads ahead at most; 0: each of its reads is one of the
    ///     file, with `DIRECT` an aligned one; it then ends where such a file ended, though it grow
    /// @throws IllegalArgumentException if `position` or `readAhead` is negative
    public ByteSource source(long position, int readAhead) {
        Checks.readable(file);
        return FileStreams.source(this, position, readAhead, false);
    }

    /// Writes this file from its start on, or behind its end if it was opened with `APPEND`; see
    /// [#sink(long)].
    public ByteSink sink() {
        return sink(0);
    }

    /// Writes this file from `position` on, one byte after the other. What is behind stays as it
    /// is, unless it is written over.
    ///
    /// It writes behind: bytes are collected in buffers of 128 KiB, of which up to 4 are on their
    /// way, or one if the file was opened with `APPEND`; a write waits only if all are. What was
    /// written is in the file after [ByteSink#flush()] or a close. If a buffer could not be
    /// written, the next write, flush or close says so, all writes and flushes after it say so
    /// again, and nobody knows which bytes behind the first missing one are in the file. Cancelling
    /// a write or flush ends its wait; what the sink has taken is written all the same. Of a file
    /// without positions, such as a pipe, each write is one of the file.
    ///
    /// The sink has a position of its own. Closing it leaves the file open. With `DIRECT`, its
    /// position has to be aligned, and how much is written by the time of a flush or close, too.
    ///
    /// @param position in bytes from the start of the file; without meaning for a file opened with
    ///     `APPEND`
    /// @throws IllegalArgumentException if `position` is negative
    /// @throws java.nio.channels.NonWritableChannelException if the file was not opened to write
    public ByteSink sink(long position) {
        return sink(position, FileStreams.WRITE_BEHIND);
    }

    /// Writes this file from `position` on; see [#sink(long)].
    ///
    /// @param writeBehind how many buffers may be on their way to the file; 0: each of its writes
    ///     is one of the file, and done when that is
    /// @throws IllegalArgumentException if `position` or `writeBehind` is negative
    public ByteSink sink(long position, int writeBehind) {
        Checks.writable(file);
        return FileStreams.sink(this, position, writeBehind, false);
    }

    // Closing.

    /// Starts to close the file: nothing new begins, pending operations are asked to stop.
    ///
    /// Those that can be stopped fail with [java.nio.channels.AsynchronousCloseException]; those
    /// that cannot come to their end. The descriptor is closed after the last of them, and never
    /// while the kernel may still use its number.
    ///
    /// @return done when the descriptor is closed, and with it the tasks of all operations; the
    ///     same for everybody who closes. It fails if the system reports an error while closing, as
    ///     network file systems do for what could not be written
    public Task<Void> closing() {
        return closed(file.close(engine));
    }

    /// Starts to close the file after its pending operations: nothing new begins, they come to
    /// their end.
    ///
    /// @return done when the descriptor is closed; see [#closing()]
    public Task<Void> closeAfterPending() {
        return closed(file.closeAfterPending());
    }

    private Task<Void> closed(Task<Void> closed) {
        forgotten.clean(); // looks, and finds that it is being closed
        return closed;
    }

    /// Closes the file and waits until it is; see [#closing()]. An interrupt does not end the wait,
    /// and stays set.
    ///
    /// @throws IOException if the system reports an error while closing
    /// @throws IllegalStateException if it would have to wait on a
    ///     [dev.tidemill.task.NonBlockingThread]; the file is closed all the same
    @Override
    public void close() throws IOException {
        Closed.await(closing());
    }

    @Override
    public String toString() {
        return path() + (isOpen() ? "" : " (closed)");
    }
}
