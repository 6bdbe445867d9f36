package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.READ;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.tidemill.Tidemill;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Nobody writes into memory after the last word on it was said.
///
/// The kernel does not let go of memory because a ring is closed, or a file, or because somebody
/// asked to cancel: a read from a disk goes on. So whoever closes has to wait. Here the disk is
/// read past the page cache; as soon as closing is over the memory gets other contents, and these
/// must stay.
@Timeout(120)
abstract class TeardownContract extends EngineFixture {

    private static final byte ON_DISK = 0x11;
    private static final byte OURS = 0x5A;
    private static final int FILE_BYTES = 64 * 1024 * 1024;

    private Path path;

    @BeforeEach
    void writeFile() throws IOException {
        needsSystemCalls("there are no direct transfers");
        byte[] content = new byte[FILE_BYTES];
        Arrays.fill(content, ON_DISK);
        path = write("file", content);
        evict(path);
    }

    private AsyncFile openDirect(Tidemill io) throws Exception {
        try {
            return AsyncFile.open(io, path, READ, AsyncOption.DIRECT).await();
        } catch (FileSystemException e) {
            return abort("no direct transfers on the file system of " + path);
        }
    }

    private Tidemill startSmall() {
        return Tidemill.start(config().withRings(1).withMaxInFlight(256));
    }

    /// As many reads as the memory has room for.
    private static List<Task<Integer>> startReads(AsyncFile file, MemorySegment memory, int bytes, int round) {
        List<Task<Integer>> reads = new ArrayList<>();
        for (long offset = 0; offset < memory.byteSize(); offset += bytes) {
            long position = (round * 131L * bytes + offset) % FILE_BYTES;
            reads.add(file.read(memory.asSlice(offset, bytes), position));
        }
        return reads;
    }

    /// What closing leaves of them: bytes, or the news that somebody closed.
    private static void assertTruthful(List<Task<Integer>> reads, int bytes) throws InterruptedException {
        for (Task<Integer> read : reads) {
            assertTrue(read.isDone(), "the last word came before closing was over");
            switch (read.outcome()) {
                case Outcome.Succeeded<Integer>(Integer read1) -> assertEquals(bytes, read1);
                case Outcome.Failed<Integer>(var failure) ->
                    assertInstanceOf(ClosedChannelException.class, failure.toException());
                case Outcome.Cancelled<Integer> _ -> {}
            }
        }
    }

    private static void assertUntouched(MemorySegment memory, String message) {
        for (long i = 0; i < memory.byteSize(); i += Long.BYTES) {
            if (memory.get(ValueLayout.JAVA_LONG_UNALIGNED, i) != 0x5A5A5A5A5A5A5A5AL) {
                assertEquals(OURS, memory.get(ValueLayout.JAVA_BYTE, i), message + ": at " + i);
            }
        }
    }

    @Test
    void memoryIsOursAfterTheEngineIsClosed() throws Exception {
        int bytes = 64 * 1024;
        MemorySegment memory = arena().allocate(16L * bytes, 4096);
        MemorySegment before = arena().allocate(16L * bytes, 4096).fill(OURS);
        for (int round = 0; round < 1_000; round++) {
            Tidemill own = startSmall();
            AsyncFile file = openDirect(own);
            List<Task<Integer>> reads = startReads(file, memory, bytes, round);
            own.close();
            memory.fill(OURS);
            assertUntouched(before, "of the round before round " + round); // it had time until now
            assertUntouched(memory, "round " + round);
            assertTruthful(reads, bytes);
            file.close();
            MemorySegment now = memory;
            memory = before;
            before = now;
        }
        assertUntouched(before, "in the end");
    }

    @Test
    void memoryIsOursAfterTheFileIsClosed() throws Exception {
        int bytes = 64 * 1024;
        MemorySegment memory = arena().allocate(16L * bytes, 4096);
        for (int round = 0; round < 1_000; round++) {
            AsyncFile file = openDirect(io());
            List<Task<Integer>> reads = startReads(file, memory, bytes, round);
            file.close();
            memory.fill(OURS);
            openDirect(io()).close(); // something else happens meanwhile
            assertUntouched(memory, "round " + round);
            assertTruthful(reads, bytes);
        }
    }

    @Test
    void memoryIsOursAfterACancelledTaskIsDone() throws Exception {
        int bytes = 64 * 1024;
        MemorySegment memory = arena().allocate(16L * bytes, 4096);
        try (AsyncFile file = openDirect(io())) {
            for (int round = 0; round < 1_000; round++) {
                List<Task<Integer>> reads = startReads(file, memory, bytes, round);
                for (Task<Integer> read : reads) read.cancel();
                for (int i = 0; i < reads.size(); i++) {
                    MemorySegment target = memory.asSlice((long) i * bytes, bytes);
                    if (reads.get(i).outcome() instanceof Outcome.Succeeded<Integer>(Integer read)) {
                        assertEquals(bytes, read);
                        assertEquals(ON_DISK, target.get(ValueLayout.JAVA_BYTE, bytes - 1));
                    }
                    target.fill(OURS);
                }
                assertUntouched(memory, "round " + round);
            }
        }
    }

    @Test
    void manyLongReadsAreWaitedFor() throws Exception {
        int bytes = 1024 * 1024;
        MemorySegment memory = arena().allocate(64L * bytes, 4096);
        for (int round = 0; round < 12; round++) {
            memory.fill((byte) 0);
            Tidemill own = startSmall();
            AsyncFile file = openDirect(own);
            List<Task<Integer>> reads = startReads(file, memory, bytes, round);
            if (round % 2 == 0) own.close();
            else file.close();
            memory.fill(OURS);
            assertUntouched(memory, "round " + round);
            assertTruthful(reads, bytes);
            file.close();
            own.close();
            assertUntouched(memory, "round " + round + ", after everything");
        }
    }

    /// What the system gives next is mostly what was given back last.
    @Test
    void memoryThatIsFreedAfterClosingIsSomebodyElses() throws Exception {
        int bytes = 64 * 1024;
        int reused = 0;
        for (int round = 0; round < 200; round++) {
            Tidemill own = startSmall();
            AsyncFile file = openDirect(own);
            List<Task<Integer>> reads;
            long address;
            try (Arena arena = Arena.ofShared()) {
                MemorySegment memory = arena.allocate(8L * bytes, 4096);
                address = memory.address();
                reads = startReads(file, memory, bytes, round);
                own.close();
            }
            try (Arena arena = Arena.ofShared()) {
                MemorySegment others = arena.allocate(8L * bytes, 4096).fill(OURS);
                if (others.address() == address) reused++;
                assertUntouched(others, "round " + round);
                assertTruthful(reads, bytes);
                file.close();
            }
        }
        assertNotEquals(0, reused, "the same memory was given out again");
    }

    /// Memory on the heap moves; a read of it goes through a buffer of the library, which is not
    /// given to the next one too early either.
    @Test
    void buffersOfTheLibraryAreNotMixedUp() throws Exception {
        Path other = folder().resolve("other");
        byte[] content = new byte[1024 * 1024];
        Arrays.fill(content, OURS);
        Files.write(other, content);
        for (int round = 0; round < 200; round++) {
            AsyncFile file = openDirect(io());
            List<Task<Integer>> reads = new ArrayList<>();
            for (int i = 0; i < 16; i++) reads.add(file.read(new byte[64 * 1024], i * 64L * 1024));
            if (round % 2 == 0) reads.forEach(Task::cancel);
            Task<Void> closing = file.closing();
            try (AsyncFile next = AsyncFile.open(io(), other).await()) {
                byte[] target = new byte[content.length];
                evict(other);
                next.readFully(target, 0).await();
                assertEquals(-1, Arrays.mismatch(content, target), "round " + round);
            }
            closing.await();
            assertTruthful(reads, 64 * 1024);
        }
    }
}
