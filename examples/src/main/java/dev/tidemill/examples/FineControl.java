package dev.tidemill.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.file.Advice;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncOption;
import dev.tidemill.file.BatchRead;
import dev.tidemill.file.BatchWrite;
import dev.tidemill.file.Extent;
import dev.tidemill.file.ReadBatch;
import dev.tidemill.file.WriteBatch;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A log whose records have a head and a body, and a table of pages: what a program that keeps data
/// wants to say about where its bytes are and when they are safe.
final class FineControl {

    static final int PAGE_BYTES = 4096;

    private FineControl() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 1) {
            System.err.println("usage: FineControl FOLDER");
            System.exit(2);
        }
        Path folder = Path.of(arguments[0]);
        append(folder.resolve("log"), "a record");
        Path table = folder.resolve("table");
        writePages(table, List.of(0L, 1L, 2L, 7L));
        forget(table, 1);
        System.out.println(extents(table));
        System.out.println(firstBytes(table, List.of(0L, 1L, 2L, 7L)));
        System.out.println(scan(table) + " bytes");
    }

    /// Other programs may append at the same time.
    static void append(Path path, String text) throws IOException, InterruptedException {
        try (AsyncFile log = AsyncFile.open(path, APPEND, CREATE).await()) {
            // @start region=pieces
            ByteBuffer body = UTF_8.encode(text);
            ByteBuffer head = ByteBuffer.allocate(4).putInt(body.remaining()).flip();
            log.writeFully(new ByteBuffer[] {head, body}, 0).await(); // one record, at the end of the file
            log.force(false).await();
            // @end
        }
    }

    static void writePages(Path path, List<Long> pages) throws IOException, InterruptedException {
        try (Arena arena = Arena.ofShared();
                AsyncFile table = AsyncFile.open(path, READ, WRITE, CREATE).await();
                var batch = new WriteBatch().joinAdjacent()) {
            for (long page : pages) {
                MemorySegment bytes = arena.allocate(PAGE_BYTES).fill((byte) ('A' + page));
                batch.add(table, page * PAGE_BYTES, bytes);
            }
            // @start region=writes
            for (BatchWrite write : batch.submit()) write.await(); // pages that touch are one write
            table.force(false).await(); // if this fails, so does every later one, and close
            // @end
        }
    }

    /// Gives the place of a page back.
    static void forget(Path path, long page) throws IOException, InterruptedException {
        try (AsyncFile table = AsyncFile.open(path, READ, WRITE).await()) {
            // @start region=hole
            boolean punched = table.punchHole(page * PAGE_BYTES, PAGE_BYTES).await();
            if (!punched) table.zero(page * PAGE_BYTES, PAGE_BYTES).await(); // no holes on this file system
            // @end
        }
    }

    static List<Extent> extents(Path path) throws IOException, InterruptedException {
        try (AsyncFile table = AsyncFile.open(path).await()) {
            // @start region=extents
            List<Extent> extents = table.extents().await(); // what is between them are holes
            // @end
            return extents;
        }
    }

    static List<String> firstBytes(Path path, List<Long> pages) throws IOException, InterruptedException {
        List<String> found = new ArrayList<>();
        try (AsyncFile table = AsyncFile.open(path).await()) {
            // @start region=reads
            table.advise(Advice.RANDOM).await(); // nothing is to be read ahead
            try (var batch = new ReadBatch().joinWithin(2 * PAGE_BYTES)) { // small gaps are read along
                for (long page : pages) batch.add(table, page * PAGE_BYTES, PAGE_BYTES);
                for (BatchRead read : batch.submit()) {
                    byte first = read.await().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)[0];
                    found.add(read.position() / PAGE_BYTES + "=" + first);
                }
            }
            // @end
        }
        found.sort(null);
        return found;
    }

    /// Reads everything once, and leaves the page cache to others.
    static long scan(Path path) throws IOException, InterruptedException {
        long bytes = 0;
        // @start region=scan
        try (AsyncFile file = AsyncFile.open(path, READ, AsyncOption.DONT_CACHE).await()) {
            ByteBuffer block = ByteBuffer.allocateDirect(1024 * 1024);
            while (file.read(block.clear(), bytes).await() > 0) bytes += block.position();
        }
        // @end
        return bytes;
    }
}
