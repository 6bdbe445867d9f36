package dev.tidemill.file.model;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.Backend;
import dev.tidemill.Tidemill;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncOption;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Random;

/// The file that steps work on: how it is open, and what they draw for it.
final class Subject implements AutoCloseable {

    /// Transfers past the page cache are multiples of it.
    static final int ALIGNMENT = 4096;

    /// More than any engine hands over in one piece, for memory on the heap.
    private static final int MOST_BYTES = 300 * 1024;

    private static final int MOST_SIZE = 640 * 1024;

    private final Tidemill io;
    private final Path path;
    private final boolean direct;
    private final Random random;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment spare = arena.allocate(Content.TAGS * Cargo.nativeBytes(MOST_BYTES), ALIGNMENT);
    private final FileChannel other; // without an engine
    private AsyncFile file;
    private AsyncFile appender;
    private long spareUsed;
    private long size; // before the round
    private boolean renewed;

    /// @param direct whether transfers go past the page cache
    Subject(Tidemill io, Path path, boolean direct, Random random) throws IOException, InterruptedException {
        this.io = io;
        this.path = path;
        this.direct = direct;
        this.random = random;
        Files.createFile(path);
        this.other = FileChannel.open(path, READ);
        open();
    }

    private void open() throws IOException, InterruptedException {
        file = AsyncFile.open(
                        io,
                        path,
                        direct ? new OpenOption[] {READ, WRITE, AsyncOption.DIRECT} : new OpenOption[] {READ, WRITE})
                .await();
        appender = AsyncFile.open(io, path, APPEND).await();
    }

    @Override
    public void close() throws IOException {
        file.close();
        appender.close();
        other.close();
        arena.close();
        Files.delete(path);
    }

    Tidemill io() {
        return io;
    }

    Path path() {
        return path;
    }

    AsyncFile file() {
        return file;
    }

    AsyncFile appender() {
        return appender;
    }

    boolean isDirect() {
        return direct;
    }

    boolean isPortable() {
        return io.backend() == Backend.PORTABLE;
    }

    Random random() {
        return random;
    }

    // Rounds.

    void beginRound(long size) {
        this.size = size;
        spareUsed = 0;
    }

    /// The file is to be opened anew before the next round.
    void renew() {
        renewed = true;
    }

    /// Waits until nothing of the round is under way any more.
    void settle() throws InterruptedException, IOException {
        if (!renewed) return;
        renewed = false;
        var _ = file.closeAfterPending().outcome(); // it may say that a force has failed
        var _ = appender.closeAfterPending().outcome();
        open();
    }

    /// What is in the file, as everybody else sees it.
    byte[] content() throws IOException {
        ByteBuffer content = ByteBuffer.allocate((int) other.size());
        while (content.hasRemaining() && other.read(content, content.position()) > 0) {}
        if (content.hasRemaining()) throw new AssertionError("the file ends at " + content.position());
        return content.array();
    }

    // What steps draw.

    Way way() {
        return switch (random.nextInt(6)) {
            case 0 -> Way.VIRTUAL_THREAD;
            case 1 -> Way.PLATFORM_THREAD;
            default -> Way.TASK;
        };
    }

    /// For a transfer: in the file, at its end, now and then behind it; at borders of pages more
    /// often than chance would have it.
    long position() {
        long position = anyPosition();
        return direct ? position / ALIGNMENT * ALIGNMENT : position;
    }

    long anyPosition() {
        long position = switch (random.nextInt(8)) {
            case 0 -> size;
            case 1 -> size + random.nextInt(64 * 1024);
            case 2 -> 0;
            default -> random.nextLong(size + 1);
        };
        if (random.nextInt(4) == 0) position = position / ALIGNMENT * ALIGNMENT + random.nextInt(3) - 1;
        return Math.clamp(position, 0, MOST_SIZE);
    }

    int length() {
        int length = switch (random.nextInt(16)) {
            case 0 -> MOST_BYTES;
            case 1, 2 -> 64 * 1024;
            case 3, 4, 5 -> 100;
            default -> 8 * 1024;
        };
        length = 1 + random.nextInt(length);
        return direct ? (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT : length;
    }

    Cargo cargo() {
        return cargo(length());
    }

    Cargo cargo(int length) {
        MemorySegment part = spare.asSlice(spareUsed);
        spareUsed += Cargo.nativeBytes((length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        return Cargo.of(random, length, part);
    }

    byte[] randomContent() {
        return Content.random(random, length());
    }

    byte[] tagged(int tag) {
        return Content.tagged(random, length(), tag);
    }
}
