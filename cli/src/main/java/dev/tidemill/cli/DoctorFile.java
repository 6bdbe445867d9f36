package dev.tidemill.cli;

import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncOption;
import dev.tidemill.file.BlockingFile;
import dev.tidemill.task.Task;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A file to read from as fast as possible, by one thread. It has no name any more: nothing is left
/// of it, whatever happens.
final class DoctorFile implements AutoCloseable {

    private static final int BLOCK_BYTES = 4096;
    private static final int PIECE_BYTES = 4 << 20;
    private static final long FILE_BYTES = 64L << 20;
    private static final long FILL_NANOS = 500_000_000;
    private static final long SLICE_NANOS = 500_000;

    private final FileChannel channel;
    private final AsyncFile file;
    private final @Nullable AsyncFile direct;
    private final SplittableRandom random = new SplittableRandom();

    /// Of the garbage collector: an operation holds it until its last word, whoever gives up.
    private final Arena arena = Arena.ofAuto();

    private int blocks;

    private DoctorFile(FileChannel channel, AsyncFile file, @Nullable AsyncFile direct) {
        this.channel = channel;
        this.file = file;
        this.direct = direct;
    }

    static DoctorFile create(Tidemill io, Path directory) throws IOException, InterruptedException {
        Path name = Files.createTempFile(directory, ".tidemill-doctor-", "");
        try {
            FileChannel channel = FileChannel.open(name, READ, WRITE, DSYNC);
            try {
                return new DoctorFile(channel, AsyncFile.open(io, name, READ).await(), openDirect(io, name));
            } catch (Throwable e) {
                channel.close();
                throw e;
            }
        } finally {
            Files.delete(name);
        }
    }

    /// Null where the file system, or the engine, has no direct transfers.
    private static @Nullable AsyncFile openDirect(Tidemill io, Path name) throws InterruptedException {
        try {
            return AsyncFile.open(io, name, READ, AsyncOption.DIRECT).await();
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    boolean isDirect() {
        return direct != null;
    }

    /// Writes 64 MiB that nothing can compress, through to the device; on a slow one less.
    ///
    /// @return bytes written
    long fill() throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        random.nextBytes(piece);
        long start = System.nanoTime();
        long size = 0;
        do {
            ByteBuffer bytes = ByteBuffer.wrap(piece);
            while (bytes.hasRemaining()) size += channel.write(bytes, size);
        } while (size < FILE_BYTES && System.nanoTime() - start < FILL_NANOS);
        blocks = (int) (size / BLOCK_BYTES);
        return size;
    }

    private long position() {
        return (long) random.nextInt(blocks) * BLOCK_BYTES;
    }

    private MemorySegment block() {
        return arena.allocate(BLOCK_BYTES, BLOCK_BYTES);
    }

    double channelNanos(Duration time) throws IOException, InterruptedException {
        ByteBuffer target = block().asByteBuffer();
        return nanosEach(time, () -> channel.read(target.clear(), position()));
    }

    double blockingNanos(Duration time) throws IOException, InterruptedException {
        BlockingFile blocking = file.blocking();
        MemorySegment target = block();
        return nanosEach(time, () -> blocking.read(target, position()));
    }

    double taskNanos(Duration time) throws IOException, InterruptedException {
        MemorySegment target = block();
        return nanosEach(time, () -> file.read(target, position()).await());
    }

    /// @param depth how many reads are pending
    double directNanos(int depth, Duration time) throws IOException, InterruptedException {
        if (direct == null) throw new IllegalStateException("there are no direct transfers");
        var pending = new ArrayDeque<PendingRead>();
        for (int i = 0; i < depth; i++) pending.add(PendingRead.start(direct, block(), position()));
        double nanos = nanosEach(time, () -> {
            PendingRead oldest = pending.remove();
            int read = oldest.task.await();
            pending.add(PendingRead.start(direct, oldest.target, position()));
            return read;
        });
        for (PendingRead read : pending) check(read.task.await());
        return nanos;
    }

    private record PendingRead(Task<Integer> task, MemorySegment target) {
        static PendingRead start(AsyncFile file, MemorySegment target, long position) {
            return new PendingRead(file.read(target, position), target);
        }
    }

    /// One read; gives the number of bytes.
    private interface Read {
        int once() throws IOException, InterruptedException;
    }

    /// The median of slices of half a millisecond, after half the time to warm up: what else the
    /// machine does does not count as long as it leaves most slices alone.
    private static double nanosEach(Duration time, Read read) throws IOException, InterruptedException {
        List<Double> slices = new ArrayList<>();
        long start = System.nanoTime();
        long warm = start + time.toNanos() / 2;
        long end = warm + time.toNanos();
        long now = start;
        while (now - end < 0 || slices.isEmpty()) {
            long sliceStart = now;
            int reads = 0;
            do {
                check(read.once());
                reads++;
                now = System.nanoTime();
            } while (now - sliceStart < SLICE_NANOS);
            if (sliceStart - warm >= 0) slices.add((double) (now - sliceStart) / reads);
        }
        slices.sort(null);
        return slices.get(slices.size() / 2);
    }

    private static void check(int read) throws EOFException {
        if (read != BLOCK_BYTES) throw new EOFException("a read of " + BLOCK_BYTES + " bytes gave " + read);
    }

    @Override
    public void close() throws IOException {
        if (direct != null) direct.close();
        file.close();
        channel.close();
    }
}
