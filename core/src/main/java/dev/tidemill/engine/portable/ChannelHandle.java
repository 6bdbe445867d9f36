package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.LockRange;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.task.Failure;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// A file that is open as a channel of the JDK.
abstract class ChannelHandle extends FileHandle {

    private final Lane lane;
    private final Consumer<FileHandle> closer;

    /// What the JDK gave for the locks that are held; under the monitor of [#locks].
    private final Map<LockRange, FileLock> granted = new HashMap<>();

    ChannelHandle(NativePath path, OpenMode mode, FileKind kind, Lane lane, Consumer<FileHandle> closer) {
        super(path, mode, kind);
        this.lane = lane;
        this.closer = closer;
    }

    /// The one of its name: a channel does not say what it is on.
    final Lane lane() {
        return lane;
    }

    @Override
    public final void closeNow() {
        closer.accept(this);
    }

    final void closeForAll() {
        try {
            close();
            closed(0);
        } catch (IOException e) {
            closed(Failure.of(e));
        }
    }

    /// Who reads or writes ends with an exception. May be called more than once.
    abstract void close() throws IOException;

    abstract void force(boolean metaData) throws IOException;

    abstract void truncate(long size) throws IOException;

    abstract long size() throws IOException;

    /// @param size 0 means to the end, however far that moves
    /// @return null if another process has locked it
    abstract @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException;

    /// @return false if somebody else has locked it: for the JDK's channels that is also one of
    ///     this process, and also if both are shared
    final boolean lock(LockRange range) throws IOException {
        try {
            FileLock lock = tryLock(range.position(), range.length(), range.shared());
            if (lock != null) granted.put(range, lock);
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    final void unlock(LockRange range) throws IOException {
        FileLock lock = granted.remove(range);
        if (lock != null) lock.release();
    }

    @Override
    protected final Object identity() {
        try {
            Object key = Files.readAttributes(path().path(), BasicFileAttributes.class)
                    .fileKey();
            return key != null ? key : super.identity();
        } catch (IOException e) {
            return super.identity(); // it has another name now, or none
        }
    }

    @Override
    public final long readCached(long address, long length, long position) {
        return NOT_CACHED; // a channel would wait
    }

    @Override
    public final long transferHere(boolean writes, long address, long length, long position) {
        return NOT_HERE; // a channel takes no address
    }

    @Override
    public final long sizeHere() {
        return NOT_HERE; // a channel says what is wrong by an exception
    }

    /// One whose calls block.
    static final class Blocking extends ChannelHandle {

        final FileChannel channel;

        /// For writes. A channel reads or writes one after the other where it has no positions, so
        /// a pipe has another one for them; otherwise it is the same.
        final FileChannel writer;

        Blocking(
                FileChannel channel,
                FileChannel writer,
                NativePath path,
                OpenMode mode,
                FileKind kind,
                Lane lane,
                Consumer<FileHandle> closer) {
            super(path, mode, kind, lane, closer);
            this.channel = channel;
            this.writer = writer;
        }

        @Override
        void close() throws IOException {
            try (FileChannel _ = writer) {
                channel.close();
            }
        }

        @Override
        void force(boolean metaData) throws IOException {
            channel.force(metaData);
        }

        @Override
        void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        long size() throws IOException {
            return channel.size();
        }

        @Override
        @Nullable
        FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return channel.tryLock(position, size, shared);
        }
    }

    /// One whose reads and writes end at a completion port.
    static final class Port extends ChannelHandle {

        final AsynchronousFileChannel channel;

        Port(
                AsynchronousFileChannel channel,
                NativePath path,
                OpenMode mode,
                FileKind kind,
                Lane lane,
                Consumer<FileHandle> closer) {
            super(path, mode, kind, lane, closer);
            this.channel = channel;
        }

        @Override
        void close() throws IOException {
            channel.close();
        }

        @Override
        void force(boolean metaData) throws IOException {
            channel.force(metaData);
        }

        @Override
        void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        long size() throws IOException {
            return channel.size();
        }

        @Override
        @Nullable
        FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return channel.tryLock(position, size, shared);
        }
    }
}
