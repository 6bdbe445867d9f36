package dev.tidemill.file.model;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.Tidemill;
import dev.tidemill.file.AsyncFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// A second file, to and from which bytes are copied. Each step of a round has a room of its own
/// in it, where nobody else writes; the file keeps its size.
final class Neighbour implements AutoCloseable {

    static final int ROOM_BYTES = 512 * 1024;

    private final Tidemill io;
    private final Path path;
    private final FileChannel other; // without an engine
    private final byte[][] rooms = new byte[Content.TAGS][ROOM_BYTES];
    private AsyncFile file;

    Neighbour(Tidemill io, Path path) throws IOException, InterruptedException {
        this.io = io;
        this.path = path;
        Files.createFile(path);
        this.other = FileChannel.open(path, READ);
        this.file = AsyncFile.open(io, path, READ, WRITE).await();
        file.truncate((long) Content.TAGS * ROOM_BYTES).await();
    }

    AsyncFile file() {
        return file;
    }

    static long position(int tag) {
        return (long) tag * ROOM_BYTES;
    }

    /// What is in a room, as far as that is known.
    byte[] known(int tag) {
        return rooms[tag];
    }

    /// Looks what is in a room, and knows it from then on.
    byte[] look(int tag) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(ROOM_BYTES);
        while (content.hasRemaining() && other.read(content, position(tag) + content.position()) > 0) {}
        if (content.hasRemaining()) throw new AssertionError("the neighbour was cut off");
        rooms[tag] = content.array();
        return rooms[tag];
    }

    /// Waits until nothing is under way any more.
    void renew() throws IOException, InterruptedException {
        file.closeAfterPending().await();
        file = AsyncFile.open(io, path, READ, WRITE).await();
    }

    @Override
    public void close() throws IOException {
        file.close();
        other.close();
        Files.delete(path);
    }
}
