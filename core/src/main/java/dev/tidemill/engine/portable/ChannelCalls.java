package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.CopyRange;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.IoVector;
import dev.tidemill.engine.LockRange;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.RangeOperation;
import dev.tidemill.engine.VectoredTransfer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// The JDK's file channels. Failures are the JDK's exceptions.
class ChannelCalls implements Calls {

    private static final System.Logger LOG = System.getLogger("dev.tidemill.engine");

    /// To ask whether memory can be used by other threads than this one.
    private static final Thread SOMEBODY_ELSE = Thread.ofPlatform().unstarted(() -> {});

    final PortableEngine engine;

    private final BlockingQueue<MemorySegment> buffers = new ArrayBlockingQueue<>(64);

    ChannelCalls(PortableEngine engine) {
        this.engine = engine;
    }

    @Override
    public <T> PortableOperation<T> transfer(Operation.Transfer<T> transfer, long transferred) {
        ChannelHandle file = (ChannelHandle) transfer.file();
        requireUsable(transfer.memory());
        Lane lane = file.kind() == FileKind.STREAM ? Lane.ofStream(file, transfer.writes()) : file.lane();
        return new PooledTransfer<>(engine, transfer, transferred, lane, null);
    }

    @Override
    public final <T> PortableOperation<T> vectored(VectoredTransfer<T> transfer) {
        ChannelHandle file = (ChannelHandle) transfer.file();
        transfer.pieces().forEach(ChannelCalls::requireUsable);
        Lane lane = file.kind() == FileKind.STREAM ? Lane.ofStream(file, transfer.writes()) : file.lane();
        return new PooledPieces<>(engine, transfer, lane);
    }

    @Override
    public final long transfer(FileHandle file, IoVector vector, long position, boolean writes) {
        throw new AssertionError("there are no vectors without system calls: " + file);
    }

    @Override
    public PortableOperation<ProcessHandle> awaitExit(Operation.AwaitExit exit) {
        throw new AssertionError("there are no descriptors without system calls: " + exit.describe());
    }

    /// Without native access nobody but its thread can reach memory of a confined arena.
    static void requireUsable(MemorySegment memory) {
        if (!memory.isAccessibleBy(SOMEBODY_ELSE)) {
            throw new IllegalArgumentException("memory is of a confined arena, which other threads cannot use without"
                    + " native access: " + memory + "; take it from Arena.ofShared() or Arena.ofAuto()");
        }
    }

    @Override
    public Lane laneOf(FileHandle file) {
        return ((ChannelHandle) file).lane();
    }

    @Override
    public FileHandle open(NativePath name, OpenMode mode, boolean mayWaitForOthers) throws IOException, Unfinished {
        if (mode.direct()) {
            throw new UnsupportedOperationException(
                    name + ": DIRECT needs native access: --enable-native-access=dev.tidemill.core");
        }
        if (!mayWaitForOthers && ChannelOpening.kind(name.path(), mode) == FileKind.STREAM) {
            throw Unfinished.elsewhere(Lane.ofStream(name.path(), mode.write())); // it may be a FIFO
        }
        ChannelHandle file = openChannel(name, mode);
        try {
            if (mode.isExclusive()) {
                ChannelOpening.lockAndTruncate(file);
                var _ = file.locks(); // who waits for it is to hear when it is closed
                if (mode.deleteOnClose()) ChannelOpening.removeName(name.path());
            }
        } catch (Throwable e) {
            file.close();
            throw e;
        }
        return file;
    }

    ChannelHandle openChannel(NativePath name, OpenMode mode) throws IOException {
        if (mode.unnamed()) return openUnnamed(name, mode);
        FileChannel channel =
                FileChannel.open(name.path(), ChannelOpening.options(mode), ChannelOpening.attributes(mode));
        FileChannel writer = channel;
        try {
            boolean bothWays = mode.read() && mode.write() && ChannelOpening.isFifo(name.path());
            if (bothWays) writer = FileChannel.open(name.path(), StandardOpenOption.WRITE); // we read: it does not wait
            FileKind kind = ChannelOpening.kind(name.path(), mode);
            return new ChannelHandle.Blocking(
                    channel, writer, name, mode, kind, engine.laneOfName(name), engine::closeLater);
        } catch (Throwable e) {
            try (channel) {
                writer.close();
            }
            throw e;
        }
    }

    /// The JDK removes the name when it has opened the file, where that is possible.
    private ChannelHandle openUnnamed(NativePath directory, OpenMode mode) throws IOException {
        Path file = Files.createTempFile(directory.path(), ".tidemill-", null);
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        return new ChannelHandle.Blocking(
                channel, channel, directory, mode, FileKind.REGULAR, engine.laneOfName(directory), engine::closeLater);
    }

    /// A thread that waits in a stream ends when its channel is closed. That waits for the thread,
    /// so it is a job, too.
    @Override
    public @Nullable FileHandle create(NativePath name, OpenMode mode) {
        return null; // opening costs no less
    }

    @Override
    public boolean mayWait(NativePath name) {
        return true; // nobody asks for anything short here
    }

    @Override
    public void abort(FileHandle file) {
        if (file.kind() != FileKind.STREAM) return;
        engine.pool().execute(new Lane(file, true), () -> {
            try {
                close(file);
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "{0}: closing it under its operations failed: {1}", file, e);
            }
        });
    }

    @Override
    public final void close(FileHandle file) throws IOException {
        ((ChannelHandle) file).close();
    }

    @Override
    public final void closeForAll(FileHandle file) {
        ((ChannelHandle) file).closeForAll();
    }

    @Override
    public long transfer(FileHandle file, MemorySegment memory, long offset, int length, long position, boolean writes)
            throws IOException {
        var channels = (ChannelHandle.Blocking) file;
        FileChannel channel = channels.channel;
        ByteBuffer buffer = memory.asSlice(offset, length).asByteBuffer();
        boolean stream = file.kind() == FileKind.STREAM;
        if (!writes) return readSome(stream ? channel.read(buffer) : channel.read(buffer, position));
        if (stream) return channels.writer.write(buffer);
        if (ChannelOpening.appendsItself(file.mode())) return channel.write(buffer);
        if (!file.mode().append()) return channel.write(buffer, position);
        synchronized (file) { // against our own; others may still come in between
            return channel.write(buffer, channel.size());
        }
    }

    /// The JDK says -1 at the end of the file.
    static int readSome(int read) {
        return Math.max(read, 0);
    }

    @Override
    public void sync(FileHandle file, boolean dataOnly) throws IOException {
        ((ChannelHandle) file).force(!dataOnly);
    }

    /// The JDK's truncate makes a file shorter only.
    @Override
    public void truncate(FileHandle file, long size) throws IOException, Unfinished {
        ChannelHandle channel = (ChannelHandle) file;
        channel.truncate(size);
        MemorySegment zeros = null;
        for (long now = channel.size(); now < size; now = channel.size()) {
            if (zeros == null) zeros = Arena.ofAuto().allocate(BUFFER_BYTES);
            // one byte at the end leaves a hole before it; appended to, it has none
            long written = file.mode().append()
                    ? transfer(file, zeros, 0, (int) Math.min(size - now, BUFFER_BYTES), now, true)
                    : transfer(file, zeros, 0, 1, size - 1, true);
            if (written == 0) throw new IOException(file + ": nothing can be written at " + now);
        }
    }

    /// The JDK has no such call.
    @Override
    public boolean allocate(FileHandle file, long size) {
        return false;
    }

    @Override
    public long size(FileHandle file) throws IOException {
        return ((ChannelHandle) file).size();
    }

    /// The JDK copies from or to where a channel is, and ours are nowhere.
    @Override
    public final long share(CopyRange copy) {
        return 0;
    }

    @Override
    public final long copy(FileHandle source, long position, FileHandle target, long targetPosition, long length) {
        return 0;
    }

    @Override
    public <T> T range(RangeOperation<T> range) throws IOException {
        return ChannelRanges.carryOut(range);
    }

    @Override
    public final void link(FileHandle file, NativePath name) throws IOException {
        throw new FileSystemException(
                name.toString(),
                null,
                "giving an anonymous file a name needs native access: --enable-native-access=dev.tidemill.core");
    }

    @Override
    public final boolean lock(FileHandle file, LockRange range) throws IOException {
        return ((ChannelHandle) file).lock(range);
    }

    @Override
    public final void unlock(FileHandle file, LockRange range) throws IOException {
        ((ChannelHandle) file).unlock(range);
    }

    @Override
    public final MemorySegment takeBuffer() {
        MemorySegment buffer = buffers.poll();
        return buffer != null ? buffer : Arena.ofAuto().allocate(BUFFER_BYTES, 4096);
    }

    @Override
    public final void giveBackBuffer(MemorySegment buffer) {
        var _ = buffers.offer(buffer);
    }

    @Override
    public void close() {
        // its threads are the pool's
    }

    @Override
    public boolean awaitEnd(long nanos) {
        return true;
    }
}
