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
    private final MemorySegment spare = arena.allocate(2L * Content.TAGS * Cargo.nativeBytes(MOST_BYTES), ALIGNMENT);
    private final FileChannel other; // without an engine
    private final Locked locked = new Locked();
    private final Neighbour neighbour;
    private AsyncFile file;
    private AsyncFile beside; // for what a file opened otherwise does at the same time
    private AsyncFile appender;
    private Promise promise;
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
        this.neighbour = new Neighbour(io, path.resolveSibling(path.getFileName() + "-neighbour"));
    }

    private void open() throws IOException, InterruptedException {
        file = direct ? open(READ, WRITE, AsyncOption.DIRECT) : open(READ, WRITE);
        beside = direct
                ? open(READ, WRITE, AsyncOption.DIRECT, AsyncOption.BOUNCE)
                : open(READ, WRITE, AsyncOption.DONT_CACHE);
        promise = new Promise(file);
        appender = AsyncFile.open(io, path, APPEND).await();
    }

    private AsyncFile open(OpenOption... options) throws IOException, InterruptedException {
        return AsyncFile.open(io, path, options).await();
    }

    @Override
    public void close() throws IOException {
        neighbour.close();
        try {
            file.close();
        } catch (IOException e) {
            if (!Promise.isReminder(e)) throw e;
        }
        beside.close();
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

    /// The same file, opened with an option that makes its transfers go another way.
    AsyncFile beside() {
        return beside;
    }

    /// One of those that may be at any place.
    AsyncFile anyFile() {
        return random.nextInt(4) == 0 ? beside : file;
    }

    /// What [#file] says of the device.
    Promise promise() {
        return promise;
    }

    Locked locked() {
        return locked;
    }

    /// Another file.
    Neighbour neighbour() {
        return neighbour;
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
        locked.beginRound();
        if (promise.isBroken() && random.nextInt(8) == 0) renew();
    }

    /// The file is to be opened anew before the next round.
    void renew() {
        renewed = true;
    }

    /// Waits until nothing of the round is under way any more.
    void settle() throws InterruptedException, IOException {
        if (!renewed) return;
        renewed = false;
        promise.checkClosed(file.closeAfterPending().outcome());
        var _ = beside.closeAfterPending().outcome();
        var _ = appender.closeAfterPending().outcome();
        neighbour.renew();
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
        return position(direct);
    }

    /// As [#position()], for a read through `reader`.
    long position(AsyncFile reader) {
        return position(needsAlignment(reader));
    }

    private long position(boolean aligned) {
        long position = anyPosition();
        return aligned ? position / ALIGNMENT * ALIGNMENT : position;
    }

    private boolean needsAlignment(AsyncFile user) {
        return direct && user != beside;
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
        return length(direct);
    }

    /// As [#length()], for a read through `reader`.
    int length(AsyncFile reader) {
        return length(needsAlignment(reader));
    }

    int anyLength() {
        return length(false);
    }

    private int length(boolean aligned) {
        int length = switch (random.nextInt(16)) {
            case 0 -> MOST_BYTES;
            case 1, 2 -> 64 * 1024;
            case 3, 4, 5 -> 100;
            default -> 8 * 1024;
        };
        length = 1 + random.nextInt(length);
        return aligned ? (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT : length;
    }

    /// Memory that the file itself can use.
    Cargo cargo(int length) {
        return cargo(file, length);
    }

    /// Memory that `user` can use.
    Cargo cargo(AsyncFile user, int length) {
        return cargo(user, length, random.nextBoolean());
    }

    Cargo cargo(AsyncFile user, int length, boolean asBuffer) {
        MemorySegment part = spare.asSlice(spareUsed);
        spareUsed += Cargo.nativeBytes((length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        return Cargo.of(random, length, part, needsAlignment(user), asBuffer);
    }

    byte[] randomContent() {
        return Content.random(random, length());
    }

    byte[] tagged(int tag) {
        return Content.tagged(random, length(), tag);
    }
}
