package dev.tidemill.nio;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.FileLockedException;
import dev.tidemill.file.RangeLock;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// An [AsynchronousFileChannel] whose reads and writes take no thread.
///
/// {@snippet :
/// try (AsynchronousFileChannel channel = TidemillFileChannel.open(path, READ)) {
///     channel.read(buffer, 0, attachment, handler);
/// }
/// }
///
/// It keeps the contract of [AsynchronousFileChannel] and, where that leaves a choice, does what
/// the JDK's own channel does: the same arguments are refused by the same exceptions in the same
/// order, and completion handlers run in the executor it was opened with. What differs:
///
/// * The executor runs handlers and nothing else. The JDK's runs the transfers, a thread for each;
///   here the kernel makes them, or the portable engine's own threads.
/// * What is in the page cache is read by the caller, before the method returns; a read of native
///   memory of a closed arena, or of one confined to another thread, is refused at the call. The
///   JDK's future is never done then.
/// * Cancelling a future also asks the kernel to stop. As with the JDK the future is cancelled at
///   once, the kernel may use the buffer until it has stopped, and `cancel(true)` closes the
///   channel.
/// * Failures are [FileSystemException]s that name the file and the operation with its numbers.
/// * Locks belong to the open file ([AsyncFile#lock()]) and not to the process: closing another
///   channel of the same file does not lose them. Two of these channels that ask for ranges that
///   overlap are told so by [java.nio.channels.OverlappingFileLockException], as with the JDK; a
///   channel of the JDK in the same program is another program to them. While a lock is waited
///   for, no thread waits, and a future that was cancelled never gets it.
/// * A pipe can be read and written; positions are ignored. With the JDK that fails.
///
/// The methods that wait (`open`, [#size], [#truncate], [#force], [#close]) wait for the end of
/// the operation whatever happens: an interrupt does not end the wait, and stays set.
public final class TidemillFileChannel extends AsynchronousFileChannel {

    private final AsyncFile file;
    private final boolean reads;
    private final boolean writes;
    private final Executor executor;
    private final ChannelLocks locks;

    private TidemillFileChannel(AsyncFile file, ChannelOptions options, Executor executor) {
        this.file = file;
        this.reads = options.read();
        this.writes = options.write();
        this.executor = executor;
        this.locks = new ChannelLocks(file);
    }

    /// Opens a file with the shared engine. Handlers run in the default pool: threads that are
    /// created as needed by the factory that the system property
    /// `java.nio.channels.DefaultThreadPool.threadFactory` names, as with the JDK, and end when
    /// they have had nothing to do for a minute.
    ///
    /// @param options [java.nio.file.StandardOpenOption] other than `APPEND`,
    ///     [dev.tidemill.file.AsyncOption], [java.nio.file.LinkOption#NOFOLLOW_LINKS] and the
    ///     JDK's `ExtendedOpenOption.DIRECT`; without `WRITE` the file is opened to read
    /// @throws UnsupportedOperationException if an option is of another kind
    /// @throws java.nio.file.ProviderMismatchException if `path` is not of the default file system
    /// @throws IOException if the system says so, as with [AsyncFile#open(Path, OpenOption...)]
    public static TidemillFileChannel open(Path path, OpenOption... options) throws IOException {
        return open(path, new HashSet<>(List.of(options)), null);
    }

    /// Opens a file with the shared engine; see [#open(Path, OpenOption...)].
    ///
    /// @param executor runs the completion handlers; null for the default pool. It must not run
    ///     them on the thread that hands them over: that may be one that takes the kernel's
    ///     completions
    /// @param attributes of a file that is created: `posix:permissions`, less the umask
    /// @throws UnsupportedOperationException if an attribute cannot be set when a file is created
    public static TidemillFileChannel open(
            Path path,
            Set<? extends OpenOption> options,
            @Nullable ExecutorService executor,
            FileAttribute<?>... attributes)
            throws IOException {
        return open(Tidemill.shared(), path, options, executor, attributes);
    }

    /// Opens a file with an engine of one's own; see
    /// [#open(Path, Set, ExecutorService, FileAttribute...)].
    public static TidemillFileChannel open(
            Tidemill io,
            Path path,
            Set<? extends OpenOption> options,
            @Nullable ExecutorService executor,
            FileAttribute<?>... attributes)
            throws IOException {
        ChannelOptions asked = ChannelOptions.of(options);
        Task<AsyncFile> opening = AsyncFile.open(io, path, asked.options(), CancellationToken.none(), attributes);
        AsyncFile file = Waiting.uninterruptibly(opening);
        return new TidemillFileChannel(file, asked, executor == null ? HandlerPool.shared() : executor);
    }

    /// The open file behind it, for code that awaits tasks. Close the channel, not the file.
    public AsyncFile file() {
        return file;
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    // Reading and writing. What is checked first, and what second, is as with the JDK.

    @Override
    public Future<Integer> read(ByteBuffer target, long position) {
        Task<Integer> read = startRead(target, position);
        var result = new PendingResult<Integer>(this, read);
        tellBytesRead(read, result);
        return result;
    }

    @Override
    public <A> void read(
            ByteBuffer target, long position, A attachment, CompletionHandler<Integer, ? super A> handler) {
        var call = new HandlerCall<Integer, A>(executor, attachment, handler);
        tellBytesRead(startRead(target, position), call);
    }

    private Task<Integer> startRead(ByteBuffer target, long position) {
        requirePosition(position);
        if (!reads) throw new NonReadableChannelException();
        if (target.isReadOnly()) throw new IllegalArgumentException("target is read-only: " + target);
        if (!isOpen()) return closed();
        if (!target.hasRemaining()) return NOTHING;
        if (isTooFar(position, target)) return tooFar("read", target, position);
        try {
            return file.read(target, position);
        } catch (IllegalArgumentException e) {
            return refused("read", target, position, e);
        }
    }

    /// At the end of the file a channel reads -1 bytes; but into a buffer without room 0, anywhere.
    private static void tellBytesRead(Task<Integer> read, Receiver<Integer> receiver) {
        whenDone(read, bytes -> receiver.completed(bytes == 0 && read != NOTHING ? -1 : bytes), receiver::failed);
    }

    @Override
    public Future<Integer> write(ByteBuffer source, long position) {
        Task<Integer> write = startWrite(source, position);
        var result = new PendingResult<Integer>(this, write);
        whenDone(write, result::completed, result::failed);
        return result;
    }

    @Override
    public <A> void write(
            ByteBuffer source, long position, A attachment, CompletionHandler<Integer, ? super A> handler) {
        var call = new HandlerCall<Integer, A>(executor, attachment, handler);
        whenDone(startWrite(source, position), call::completed, call::failed);
    }

    private Task<Integer> startWrite(ByteBuffer source, long position) {
        requirePosition(position);
        if (!writes) throw new NonWritableChannelException();
        if (!isOpen()) return closed();
        if (!source.hasRemaining()) return NOTHING;
        if (isTooFar(position, source)) return tooFar("write", source, position);
        try {
            return file.write(source, position);
        } catch (IllegalArgumentException e) {
            return refused("write", source, position, e);
        }
    }

    private static final Task<Integer> NOTHING = Task.completed(0);

    private static <T> Task<T> closed() {
        return Task.failed(ClosedChannelException::new);
    }

    private static void requirePosition(long position) {
        if (position < 0) throw new IllegalArgumentException("position is negative: " + position);
    }

    /// The system says so, and with the JDK the transfer fails; an [AsyncFile] refuses it.
    private static boolean isTooFar(long position, ByteBuffer memory) {
        return position > Long.MAX_VALUE - memory.remaining();
    }

    private Task<Integer> tooFar(String action, ByteBuffer memory, long position) {
        return failed(action, memory, position, "EINVAL (Invalid argument); the end is behind the largest position");
    }

    /// What is not aligned as `DIRECT` needs it; this fails the transfer with the JDK, too.
    private Task<Integer> refused(String action, ByteBuffer memory, long position, IllegalArgumentException why) {
        return failed(action, memory, position, Objects.requireNonNullElse(why.getMessage(), "it is not aligned"));
    }

    private Task<Integer> failed(String action, ByteBuffer memory, long position, String why) {
        String reason = "%s of %d bytes at %d failed: %s".formatted(action, memory.remaining(), position, why);
        return Task.failed(() -> new FileSystemException(file.path().toString(), null, reason));
    }

    // The file as a whole.

    @Override
    public long size() throws IOException {
        return Waiting.uninterruptibly(file.size());
    }

    @Override
    public TidemillFileChannel truncate(long size) throws IOException {
        if (size < 0) throw new IllegalArgumentException("size is negative: " + size);
        if (!writes) throw new NonWritableChannelException();
        if (size < size()) Waiting.uninterruptibly(file.truncate(size));
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        Waiting.uninterruptibly(file.force(metaData));
    }

    /// Closes the file and waits until it is. Pending operations are asked to stop; those that can
    /// end with [java.nio.channels.AsynchronousCloseException].
    @Override
    public void close() throws IOException {
        try {
            Waiting.uninterruptibly(file.closing());
        } finally {
            locks.clear();
        }
    }

    // Locks.

    @Override
    public Future<FileLock> lock(long position, long size, boolean shared) {
        ChannelLock lock = newLock(position, size, shared);
        Task<RangeLock> locking = lock == null ? closed() : start(lock);
        var result = new PendingResult<FileLock>(this, locking);
        tellOfLock(lock, locking, result);
        return result;
    }

    @Override
    public <A> void lock(
            long position, long size, boolean shared, A attachment, CompletionHandler<FileLock, ? super A> handler) {
        var call = new HandlerCall<FileLock, A>(executor, attachment, handler);
        ChannelLock lock = newLock(position, size, shared);
        tellOfLock(lock, lock == null ? closed() : start(lock), call);
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
        ChannelLock lock = newLock(position, size, shared);
        if (lock == null) throw new ClosedChannelException();
        boolean isHeld = false;
        try {
            lock.isHeldBy(Waiting.uninterruptibly(file.tryLock(position, lock.size(), shared)));
            isHeld = true;
            return lock;
        } catch (FileLockedException e) {
            return null;
        } finally {
            if (!isHeld) locks.remove(lock);
        }
    }

    /// @return null if the channel is closed
    private @Nullable ChannelLock newLock(long position, long size, boolean shared) {
        if (shared && !reads) throw new NonReadableChannelException();
        if (!shared && !writes) throw new NonWritableChannelException();
        if (!isOpen()) return null;
        var lock = new ChannelLock(this, position, size != 0 ? size : Long.MAX_VALUE - Math.max(0, position), shared);
        try {
            locks.add(lock);
            return lock;
        } catch (ClosedChannelException e) {
            return null;
        }
    }

    private Task<RangeLock> start(ChannelLock lock) {
        return file.lock(lock.position(), lock.size(), lock.isShared());
    }

    private void tellOfLock(@Nullable ChannelLock lock, Task<RangeLock> locking, Receiver<FileLock> receiver) {
        if (lock == null) {
            whenDone(locking, _ -> {}, receiver::failed);
            return;
        }
        whenDone(
                locking,
                held -> {
                    lock.isHeldBy(held);
                    if (!receiver.completed(lock)) whenDone(held.closing(), _ -> locks.remove(lock), _ -> {});
                },
                failure -> {
                    locks.remove(lock);
                    receiver.failed(failure);
                });
    }

    ChannelLocks locks() {
        return locks;
    }

    /// The step is made by whoever completes the task, or by the caller if that is done. If it
    /// throws, as an executor does that was shut down, the caller hears of it, or it is reported.
    private static <T> void whenDone(Task<T> task, Consumer<? super T> completed, Consumer<Throwable> failed) {
        if (task.state() == Future.State.SUCCESS) { // common: what is cached
            completed.accept(task.resultNow());
            return;
        }
        task.handleAsync(
                        (value, failure) -> {
                            if (failure == null) completed.accept(value);
                            else failed.accept(failure);
                            return true;
                        },
                        Tasks.inline())
                .forget();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
