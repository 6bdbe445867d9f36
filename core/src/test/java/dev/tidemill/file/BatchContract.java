package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.Waiting;
import dev.tidemill.task.CancellationSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many reads at once, used as they come.
@Timeout(60)
interface BatchContract extends Workbench {

    @Test
    default void everyReadOfABatchComesOnceWithItsBytes() throws Exception {
        long seed = Workbench.seed();
        Random random = new Random(seed);
        List<AsyncFile> files = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            byte[] content = Workbench.bytes(random, 300_000);
            Path path = write("f" + i, content);
            if (i % 2 == 0) evict(path);
            contents.add(content);
            files.add(open(path));
        }
        try (var batch = new ReadBatch()) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 500; i++) {
                    AsyncFile file = files.get(random.nextInt(files.size()));
                    long position = random.nextInt(310_000);
                    int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 100_000 : 2_000);
                    if (i == 0 && round > 0) assertSame(batch, batch.joinWithin(round == 1 ? 0 : 20_000));
                    if (i % 7 == 0) assertSame(batch, batch.add(file, position, memory(length)));
                    else assertSame(batch, batch.add(file, position, length));
                }
                assertEquals(500, batch.size());
                Set<BatchRead> seen = new HashSet<>();
                for (BatchRead read : batch.submit()) {
                    String message = "-Dtidemill.test.seed=" + seed + " round " + round + " read " + seen.size();
                    assertTrue(seen.add(read), message);
                    byte[] content = contents.get(files.indexOf(read.file()));
                    int from = (int) Math.min(content.length, read.position());
                    int to = (int) Math.min(content.length, read.position() + read.length());
                    MemorySegment bytes = read.await();
                    assertArrayEquals(
                            Arrays.copyOfRange(content, from, to), bytes.toArray(ValueLayout.JAVA_BYTE), message);
                }
                assertEquals(500, seen.size());
                batch.clear();
                assertEquals(0, batch.size());
            }
        }
        for (AsyncFile file : files) file.close();
    }

    @Test
    default void aReadThatFailsSaysSoAndHarmsNoOther() throws Exception {
        AsyncFile good = open(write("good", "0123456789"));
        AsyncFile closed = open(write("closed", "0123456789"));
        try (var batch = new ReadBatch()) {
            batch.joinWithin(10)
                    .add(good, 0, 4)
                    .add(closed, 0, 4)
                    .add(closed, 4, 4)
                    .add(good, 6, 4);
            closed.close();
            List<String> results = new ArrayList<>();
            for (BatchRead read : batch.submit()) {
                if (read.file() == closed) assertThrows(ClosedChannelException.class, read::await);
                else results.add(Workbench.text(read.await()));
            }
            assertEquals(Set.of("0123", "6789"), Set.copyOf(results));
        }
        good.close();
    }

    @Test
    default void aBatchIsUsedInItsOrder() throws Exception {
        try (AsyncFile file = open(write("a", "0123456789"))) {
            var batch = new ReadBatch();
            batch.add(file, 0, 4);
            Iterable<BatchRead> submitted = batch.submit();
            var added = assertThrows(IllegalStateException.class, () -> batch.add(file, 0, 4));
            assertEquals("the batch is submitted; clear it to use it again", added.getMessage());
            assertThrows(IllegalStateException.class, batch::submit);
            Iterator<BatchRead> reads = submitted.iterator();
            assertTrue(reads.hasNext());
            assertEquals("0123", Workbench.text(reads.next().await()));
            assertFalse(reads.hasNext());
            assertThrows(NoSuchElementException.class, reads::next);
            batch.clear();
            batch.add(file, 0, 2);
            batch.close();
            batch.close();
            assertThrows(IllegalStateException.class, batch::submit);
            assertThrows(IllegalStateException.class, () -> batch.add(file, 0, 4));
        }
    }

    @Test
    default void joinedReadsEndWhereTheFileEnds() throws Exception {
        Path path = write("a", "0123456789");
        for (boolean cached : new boolean[] {true, false}) {
            try (AsyncFile file = open(path);
                    var batch = new ReadBatch().joinWithin(3)) {
                if (!cached) evict(path);
                batch.add(file, 8, 4)
                        .add(file, 14, 2)
                        .add(file, 0, 2)
                        .add(file, 5, 3)
                        .add(file, 5, 2);
                List<String> results = new ArrayList<>();
                for (BatchRead read : batch.submit()) {
                    results.add(read.position() + ":" + Workbench.text(read.await()));
                }
                results.sort(null);
                assertEquals(List.of("0:01", "14:", "5:56", "5:567", "8:89"), results);
            }
        }
    }

    @Test
    default void manyReadsAreJoinedToSome() throws Exception {
        byte[] content = Workbench.bytes(new Random(1), 1_000_000);
        Path path = write("a", content);
        evict(path);
        try (AsyncFile file = open(path);
                var batch = new ReadBatch().joinWithin(0)) {
            for (int i = 0; i < 10_000; i++) batch.add(file, i * 100L, 100);
            int seen = 0;
            for (BatchRead read : batch.submit()) {
                int from = (int) read.position();
                assertArrayEquals(
                        Arrays.copyOfRange(content, from, from + 100),
                        read.await().toArray(ValueLayout.JAVA_BYTE));
                seen++;
            }
            assertEquals(10_000, seen);
        }
    }

    @Test
    default void aGapThatIsNoneIsRefused() {
        try (var batch = new ReadBatch()) {
            assertThrows(IllegalArgumentException.class, () -> batch.joinWithin(-1));
            var e = assertThrows(IllegalArgumentException.class, () -> batch.joinWithin(300_000));
            assertEquals("gap is 300000; must be from 0 to 262144", e.getMessage());
        }
    }

    @Test
    default void everyWriteOfABatchIsMade() throws Exception {
        long seed = Workbench.seed();
        Random random = new Random(seed);
        byte[] content = Workbench.bytes(random, 700_000);
        for (boolean joined : new boolean[] {true, false}) {
            Path path = folder().resolve("written" + joined);
            Path other = folder().resolve("other" + joined);
            try (AsyncFile file = open(path, WRITE, CREATE);
                    AsyncFile appended = open(other, APPEND, CREATE);
                    var batch = new WriteBatch()) {
                if (joined) assertSame(batch, batch.joinAdjacent());
                List<MemorySegment> parts = new ArrayList<>();
                for (int at = 0; at < content.length; ) {
                    int length = Math.min(content.length - at, 1 + random.nextInt(20_000));
                    MemorySegment heap = MemorySegment.ofArray(content).asSlice(at, length);
                    parts.add(random.nextBoolean() ? heap : memory(length).copyFrom(heap));
                    at += length;
                }
                List<Integer> order = new ArrayList<>();
                long[] positions = new long[parts.size() + 1];
                for (int i = 0; i < parts.size(); i++) {
                    order.add(i);
                    positions[i + 1] = positions[i] + parts.get(i).byteSize();
                }
                java.util.Collections.shuffle(order, random);
                for (int i : order) assertSame(batch, batch.add(file, positions[i], parts.get(i)));
                batch.add(appended, 0, memory("ab")).add(appended, 2, memory("cd"));
                assertEquals(parts.size() + 2, batch.size());
                Set<BatchWrite> seen = new HashSet<>();
                for (BatchWrite write : batch.submit()) {
                    write.await();
                    assertTrue(seen.add(write));
                }
                assertEquals(parts.size() + 2, seen.size());
                assertThrows(IllegalStateException.class, batch::submit);
                batch.clear();
                assertFalse(batch.submit().iterator().hasNext());
            }
            assertArrayEquals(content, Files.readAllBytes(path), "-Dtidemill.test.seed=" + seed);
            assertEquals(4, Files.size(other));
        }
    }

    @Test
    default void aWriteThatFailsSaysSoAndHarmsNoOther() throws Exception {
        Path path = folder().resolve("good");
        AsyncFile good = open(path, WRITE, CREATE);
        AsyncFile closed = open(folder().resolve("closed"), WRITE, CREATE);
        try (var batch = new WriteBatch().joinAdjacent()) {
            batch.add(good, 0, memory("0123")).add(closed, 0, memory("x")).add(closed, 1, memory("y"));
            batch.add(good, 4, memory("4567"));
            closed.close();
            for (BatchWrite write : batch.submit()) {
                if (write.file() == closed) assertThrows(ClosedChannelException.class, write::await);
                else write.await();
            }
        }
        assertEquals("01234567", Files.readString(path));
        try (var batch = new WriteBatch();
                AsyncFile reader = open(path)) {
            assertThrows(java.nio.channels.NonWritableChannelException.class, () -> batch.add(reader, 0, memory("x")));
            assertThrows(IllegalArgumentException.class, () -> batch.add(good, -1, memory("x")));
        }
        good.close();
    }

    @Test
    default void writesThatWaitAreStoppedWhenTheirBatchIsClosed() throws Exception {
        needsSystemCalls("a write to a stream cannot be stopped");
        MemorySegment much = memory(1024 * 1024);
        try (AsyncFile file = open(fifo("fifo"), READ, WRITE)) {
            var batch = new WriteBatch().joinAdjacent();
            batch.add(file, 0, much).add(file, much.byteSize(), much);
            Iterable<BatchWrite> writes = batch.submit();
            batch.close();
            batch.close();
            for (BatchWrite write : writes) assertThrows(CancellationException.class, write::await);
            assertThrows(IllegalStateException.class, () -> batch.add(file, 0, much));
        }
    }

    @Test
    default void anEmptyBatchHasNothingToGive() {
        try (var batch = new ReadBatch()) {
            assertFalse(batch.submit().iterator().hasNext());
        }
    }

    @Test
    default void readsThatWaitAreStoppedByTheToken() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        var source = new CancellationSource();
        try (AsyncFile file = open(fifo("fifo"), READ, WRITE);
                var batch = new ReadBatch()) {
            for (int i = 0; i < 50; i++) batch.add(file, 0, 16);
            Iterable<BatchRead> reads = batch.submit(source.token());
            source.cancel();
            int stopped = 0;
            for (BatchRead read : reads) {
                assertThrows(CancellationException.class, read::await);
                stopped++;
            }
            assertEquals(50, stopped);
        }
    }

    /// Its memory is the kernel's until then.
    @Test
    default void closingABatchStopsWhatWaits() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        try (AsyncFile file = open(fifo("fifo"), READ, WRITE)) {
            try (var batch = new ReadBatch()) {
                for (int i = 0; i < 50; i++) batch.add(file, 0, 16);
                assertTrue(batch.submit().iterator().hasNext());
            }
            Waiting.until(() -> io().pendingOperations() == 0, "no pending reads");
        }
    }

    @Test
    default void whoWaitsForTheNextReadCanBeInterrupted() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        try (AsyncFile file = open(fifo("fifo"), READ, WRITE)) {
            for (Thread.Builder kind : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
                var body = new FutureTask<Void>(
                        () -> {
                            try (var batch = new ReadBatch()) {
                                Iterator<BatchRead> reads =
                                        batch.add(file, 0, 16).submit().iterator();
                                assertThrows(CancellationException.class, reads::next);
                                assertTrue(Thread.interrupted(), "the interrupt stays set");
                                assertTrue(reads.hasNext(), "the read is still to come");
                            }
                        },
                        null);
                Thread thread = kind.start(body);
                Waiting.untilParked(thread);
                thread.interrupt();
                body.get();
            }
        }
    }

    @Test
    default void aBatchOfADirectFileIsAligned() throws Exception {
        needsSystemCalls("DIRECT is refused");
        Path path = write("direct", "x".repeat(64 * 1024));
        AsyncFile file;
        try {
            file = open(path, READ, AsyncOption.DIRECT);
        } catch (java.nio.file.FileSystemException e) {
            org.junit.jupiter.api.Assumptions.abort("no direct transfers on the file system of " + path);
            return;
        }
        try (file;
                var batch = new ReadBatch()) {
            for (int i = 0; i < 15; i++) batch.add(file, i * 4096L, 4096);
            for (BatchRead read : batch.submit()) assertEquals("x".repeat(4096), Workbench.text(read.await()));
        }
    }
}
