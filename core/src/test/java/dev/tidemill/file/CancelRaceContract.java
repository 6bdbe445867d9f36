package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.Backend;
import dev.tidemill.Fifos;
import dev.tidemill.Leftovers;
import dev.tidemill.TidemillConfig;
import dev.tidemill.Waiting;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests to cancel against completions, at random.
///
/// Each operation ends once; what its outcome says is what happened; nothing is lost by the way,
/// neither bytes nor descriptors nor buffers nor places in the engine. The numbers are the property
/// `tidemill.test.cancels` and, to repeat a failure, `tidemill.test.seed`.
abstract class CancelRaceContract extends EngineFixture {

    private static final int MESSAGE = Long.BYTES;
    private static final int BLOCK = 4096; // PIPE_BUF: a write of so much is never taken apart

    private final long seed = Workbench.seed();
    private final AtomicLong cancels = new AtomicLong();

    /// How often which kind of operation ended how. A race that one side always wins shows nothing.
    private final Map<String, LongAdder> endings = new ConcurrentSkipListMap<>();

    abstract Backend backend();

    @Override
    public TidemillConfig config() {
        return TidemillConfig.DEFAULT
                .withBackend(backend())
                .withMaxInFlight(512)
                .withOpenFiles(8);
    }

    @BeforeEach
    void systemCallsAreThere() {
        needsSystemCalls("a read of a stream cannot be stopped");
    }

    @Test
    @Timeout(120)
    void everyOutcomeIsTrue() throws Exception {
        race(30_000);
    }

    @Test
    @Tag("long")
    @Timeout(3 * 3600)
    void everyOutcomeOfMillionsIsTrue() throws Exception {
        race(Long.getLong("tidemill.test.cancels", 10_000_000));
    }

    private void race(long most) throws Exception {
        List<Task<Void>> racers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            racers.add(Task.run(() -> {
                try (var racer = new Racer(number)) {
                    for (int round = 0; cancels.get() < most; round++) racer.round(round);
                }
            }));
        }
        Tasks.whenAll(racers).await();
        Waiting.until(() -> io().pendingOperations() == 0, () -> io().pendingOperations() + " are pending");
        stillWorks();
        for (String kind : List.of("read of a pipe", "write to a pipe", "long write to a pipe", "open")) {
            for (String ending : List.of("Succeeded", "STOPPED", "NEVER_STARTED")) {
                if (kind.equals("open") && ending.equals("STOPPED")) continue; // an open that does not wait
                assertTrue(endings.containsKey(kind + " " + ending), () -> "in all " + endings);
            }
        }
        if (most > 1_000_000) System.out.println(cancels + " cancels: " + endings);
    }

    /// No place for a file, buffer or slot was lost: more of them than there are still come
    /// through.
    private void stillWorks() throws Exception {
        Path path = write("after", "it works");
        try (AsyncFile fifo = open(fifo("after.fifo"), READ, WRITE)) {
            List<Task<?>> all = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) all.add(AsyncFiles.readAllBytes(io(), path, CancellationToken.none()));
            for (int i = 0; i < 500; i++) all.add(fifo.read(memory(MESSAGE), 0));
            fifo.writeFully(new byte[500 * MESSAGE], 0).await();
            Tasks.whenAll(all).await();
        }
    }

    /// One thread with files of its own, which starts operations and asks them to stop.
    private final class Racer implements AutoCloseable {

        private final Random random;
        private final int number;
        private final Path fifoPath;
        private final AsyncFile fifo;
        private final FileChannel other; // the same pipe, without an engine
        private final Path diskPath;
        private final byte[] disk;
        private final AsyncFile direct;
        private final Arena memory = Arena.ofShared();
        private String step = "";
        private long message;

        Racer(int number) throws Exception {
            this.number = number;
            random = new Random(seed + number);
            fifoPath = fifo("race" + number);
            fifo = open(fifoPath, READ, WRITE);
            other = FileChannel.open(fifoPath, READ, WRITE);
            disk = Workbench.bytes(random, 256 * 1024);
            diskPath = CancelRaceContract.this.write("disk" + number, disk);
            direct = open(diskPath, READ, AsyncOption.DIRECT);
        }

        @Override
        public void close() throws IOException {
            direct.close();
            fifo.close();
            other.close();
            memory.close();
        }

        void round(int round) throws Exception {
            step = "-Dtidemill.test.seed=" + seed + " racer " + number + " round " + round;
            switch (random.nextInt(8)) {
                case 0, 1 -> readsOfAPipe();
                case 2, 3 -> writesToAPipe();
                case 4 -> longWriteToAPipe();
                case 5 -> readsOfADisk();
                case 6 -> opens();
                default -> wholeFiles();
            }
        }

        /// Asks in one of the ways there are.
        private void cancel(Task<?> task, CancellationSource source) {
            cancels.incrementAndGet();
            switch (random.nextInt(4)) {
                case 0 -> task.cancel();
                case 1 -> source.cancel();
                case 2 ->
                    task.cancelAfter(Duration.ofNanos(1 + random.nextInt(100_000)))
                            .forget();
                default -> Thread.startVirtualThread(() -> task.cancel(false));
            }
        }

        private void pause() {
            int spins = random.nextInt(4) == 0 ? random.nextInt(2_000) : random.nextInt(20);
            for (int i = 0; i < spins; i++) Thread.onSpinWait();
        }

        /// @return null if it was cancelled
        private <T> T valueOf(String kind, Outcome<T> outcome) {
            count(kind, outcome);
            return switch (outcome) {
                case Outcome.Succeeded<T>(T value) -> value;
                case Outcome.Cancelled<T> _ -> null;
                case Outcome.Failed<T>(Failure failure) -> throw new AssertionError(step, failure.toException());
            };
        }

        private void count(String kind, Outcome<?> outcome) {
            String ending = outcome instanceof Outcome.Cancelled<?>(Cancellation cancellation)
                    ? cancellation.reach().toString()
                    : outcome.getClass().getSimpleName();
            endings.computeIfAbsent(kind + " " + ending, _ -> new LongAdder()).increment();
        }

        /// Every message is received once, by a read that succeeded, or is still in the pipe.
        private void readsOfAPipe() throws Exception {
            int count = 1 + random.nextInt(24);
            boolean onHeap = random.nextBoolean();
            List<MemorySegment> targets = new ArrayList<>();
            List<CancellationSource> sources = new ArrayList<>();
            List<Task<Integer>> reads = new ArrayList<>();
            Set<Long> sent = new HashSet<>();
            for (int i = 0; i < count; i++) {
                MemorySegment target = onHeap
                        ? MemorySegment.ofArray(new byte[MESSAGE])
                        : Arena.ofAuto().allocate(MESSAGE);
                targets.add(target);
                sources.add(new CancellationSource());
                reads.add(fifo.read(target, 0, sources.get(i).token()));
                if (random.nextBoolean()) send(sent);
                pause();
                int which = random.nextInt(reads.size());
                if (random.nextInt(3) > 0) cancel(reads.get(which), sources.get(which));
            }
            for (int i = 0; i < count; i++) {
                if (random.nextInt(2) == 0) send(sent);
                pause();
                cancel(reads.get(i), sources.get(i));
            }
            Set<Long> received = new HashSet<>();
            for (int i = 0; i < count; i++) {
                Integer bytes = valueOf("read of a pipe", reads.get(i).outcome());
                long content = targets.get(i).get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
                if (bytes == null) {
                    assertEquals(0, content, step + ": a cancelled read has written");
                } else {
                    assertEquals(MESSAGE, bytes, step);
                    assertTrue(received.add(content), step + ": received twice");
                }
            }
            while (received.size() < sent.size()) assertTrue(received.add(receive()), step + ": received twice");
            assertEquals(sent, received, step);
        }

        private void send(Set<Long> sent) throws IOException {
            sent.add(++message);
            other.write(ByteBuffer.allocate(MESSAGE)
                    .order(ByteOrder.nativeOrder())
                    .putLong(message)
                    .flip());
        }

        private long receive() throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(MESSAGE).order(ByteOrder.nativeOrder());
            assertEquals(MESSAGE, other.read(buffer), step);
            return buffer.getLong(0);
        }

        /// What was written is in the pipe, once, and what was cancelled is not.
        private void writesToAPipe() throws Exception {
            ArrayDeque<Task<Integer>> pending = new ArrayDeque<>();
            ArrayDeque<CancellationSource> sources = new ArrayDeque<>();
            List<Task<Integer>> writes = new ArrayList<>();
            int count = 16 + random.nextInt(24); // the pipe takes 16
            for (int i = 0; i < count; i++) {
                byte[] block = new byte[BLOCK];
                Arrays.fill(block, (byte) i);
                MemorySegment heap = MemorySegment.ofArray(block);
                MemorySegment source = random.nextBoolean()
                        ? heap
                        : Arena.ofAuto().allocate(BLOCK).copyFrom(heap);
                sources.add(new CancellationSource());
                Task<Integer> write = fifo.write(source, 0, sources.getLast().token());
                writes.add(write);
                pending.add(write);
            }
            Set<Integer> found = new HashSet<>();
            while (!pending.isEmpty()) {
                // makes room for another; but what is not certain to be there might never come
                if (random.nextBoolean() && found.size() < written(writes)) found.add(takeBlock());
                pause();
                boolean first = random.nextInt(4) > 0;
                Task<Integer> write = first ? pending.removeFirst() : pending.removeLast();
                cancel(write, first ? sources.removeFirst() : sources.removeLast());
            }
            Set<Integer> written = new HashSet<>();
            for (int i = 0; i < count; i++) {
                Integer bytes = valueOf("write to a pipe", outcomeOf(writes.get(i)));
                if (bytes == null) continue;
                assertEquals(BLOCK, bytes, step);
                written.add(i);
            }
            while (found.size() < written.size()) found.add(takeBlock());
            assertEquals(written, found, step);
            Fifos.untilHolds(fifoPath, 0);
        }

        private static long written(List<Task<Integer>> writes) {
            return writes.stream()
                    .filter(write -> write.isDone() && !write.isCancelled())
                    .count();
        }

        /// A deadline may be to come while the write waits for room.
        private static Outcome<Integer> outcomeOf(Task<Integer> write) throws InterruptedException {
            while (!write.waitFor(Duration.ofMillis(50))) write.cancel();
            return write.outcome();
        }

        private int takeBlock() throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(BLOCK);
            while (buffer.hasRemaining()) other.read(buffer);
            byte first = buffer.get(0);
            for (int i = 1; i < BLOCK; i++) assertEquals(first, buffer.get(i), step);
            return first;
        }

        /// As many bytes are in the pipe as the write says, and they are its first ones.
        private void longWriteToAPipe() throws Exception {
            byte[] bytes = Workbench.bytes(random, 60_000 + random.nextInt(60_000));
            ByteBuffer buffer = random.nextBoolean()
                    ? ByteBuffer.wrap(bytes)
                    : Arena.ofAuto()
                            .allocate(bytes.length)
                            .copyFrom(MemorySegment.ofArray(bytes))
                            .asByteBuffer();
            var source = new CancellationSource();
            Task<Void> write = fifo.writeFully(buffer, 0, source.token());
            ByteBuffer taken = ByteBuffer.allocate(bytes.length);
            if (random.nextBoolean()) {
                taken.limit(1 + random.nextInt(30_000));
                while (taken.hasRemaining()) other.read(taken);
                taken.limit(bytes.length);
            }
            pause();
            cancel(write, source);
            Outcome<Void> outcome = write.outcome();
            assertFalse(outcome instanceof Outcome.Failed, step);
            count("long write to a pipe", outcome);
            if (outcome instanceof Outcome.Succeeded) assertEquals(bytes.length, buffer.position(), step);
            while (taken.position() < buffer.position()) {
                taken.limit(buffer.position());
                other.read(taken);
            }
            assertEquals(buffer.position(), taken.position(), step + ": more is in the pipe than was written");
            Fifos.untilHolds(fifoPath, 0);
            int same = Arrays.mismatch(bytes, 0, taken.position(), taken.array(), 0, taken.position());
            assertEquals(-1, same, step);
        }

        /// All or nothing, and nothing afterwards.
        private void readsOfADisk() throws Exception {
            int count = 1 + random.nextInt(8);
            List<Task<Integer>> reads = new ArrayList<>();
            List<MemorySegment> targets = new ArrayList<>();
            List<Integer> positions = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                positions.add(BLOCK * random.nextInt(disk.length / BLOCK));
                targets.add(memory(i));
                var source = new CancellationSource();
                reads.add(direct.read(targets.get(i), positions.get(i), source.token()));
                pause();
                cancel(reads.get(i), source);
            }
            for (int i = 0; i < count; i++) {
                Integer bytes = valueOf("read of a disk", reads.get(i).outcome());
                if (bytes != null) {
                    MemorySegment expected = MemorySegment.ofArray(disk).asSlice(positions.get(i), BLOCK);
                    assertEquals(-1, expected.mismatch(targets.get(i)), step);
                }
                targets.get(i).fill((byte) i);
            }
            for (int i = 0; i < count; i++) {
                MemorySegment expected = MemorySegment.ofArray(new byte[BLOCK]).fill((byte) i);
                assertEquals(-1, expected.mismatch(targets.get(i)), step + ": written after the end");
            }
        }

        private final List<MemorySegment> blocks = new ArrayList<>();

        private MemorySegment memory(int i) {
            while (blocks.size() <= i) blocks.add(memory.allocate(BLOCK, BLOCK));
            return blocks.get(i);
        }

        /// A file that is open is given to somebody, or closed again; one that was not opened is
        /// not made.
        private void opens() throws Exception {
            Path path = switch (random.nextInt(3)) {
                case 0 -> diskPath;
                case 1 -> fifoPath;
                // a name of its own each time: what was detached may be made when nobody looks any more
                default -> folder().resolve("new" + number + "-" + cancels.get());
            };
            boolean create = path.getFileName().toString().startsWith("new");
            var source = new CancellationSource();
            Set<StandardOpenOption> options = create ? Set.of(WRITE, CREATE_NEW) : Set.of(READ);
            Task<AsyncFile> open = AsyncFile.open(io(), path, options, source.token());
            pause();
            cancel(open, source);
            count(create ? "creation" : "open", open.outcome());
            switch (open.outcome()) {
                case Outcome.Succeeded<AsyncFile>(AsyncFile file) -> {
                    if (path == diskPath) closeUnderARead(file);
                    file.close();
                }
                case Outcome.Cancelled<AsyncFile>(Cancellation cancellation) -> {
                    if (create && cancellation.reach() == Cancellation.Reach.NEVER_STARTED) {
                        assertFalse(Files.exists(path), step + ": it was made all the same");
                    }
                }
                case Outcome.Failed<AsyncFile>(Failure failure) ->
                    throw new AssertionError(step, failure.toException());
            }
            if (create) {
                // what was detached may still be on its way
                Waiting.until(() -> isClosed(path), () -> step + ": it stays open");
                Files.deleteIfExists(path);
            }
        }

        private boolean isClosed(Path path) {
            return io().pendingOperations() == 0 || !Leftovers.descriptors().containsValue(path.toString());
        }

        private void closeUnderARead(AsyncFile file) throws Exception {
            byte[] target = new byte[BLOCK];
            Task<Integer> read = file.read(target, 0);
            cancels.incrementAndGet();
            if (random.nextBoolean()) file.closing().forget();
            else file.closeAfterPending().forget();
            switch (read.outcome()) {
                case Outcome.Succeeded<Integer> _ -> assertArrayEquals(Arrays.copyOf(disk, BLOCK), target, step);
                case Outcome.Failed<Integer>(Failure failure) ->
                    assertTrue(failure.toException() instanceof ClosedChannelException, step);
                case Outcome.Cancelled<Integer> _ -> throw new AssertionError(step + ": nobody cancelled");
            }
        }

        private void wholeFiles() throws Exception {
            Path path = folder().resolve("whole" + number);
            byte[] content = Workbench.bytes(random, random.nextInt(100_000));
            var source = new CancellationSource();
            Task<Void> write = AsyncFiles.write(io(), path, MemorySegment.ofArray(content), source.token());
            pause();
            if (random.nextBoolean()) cancel(write, source);
            count("write of a whole file", write.outcome());
            if (write.outcome() instanceof Outcome.Succeeded) {
                var other = new CancellationSource();
                Task<byte[]> read = AsyncFiles.readAllBytes(io(), path, other.token());
                pause();
                cancel(read, other);
                byte[] bytes = valueOf("read of a whole file", read.outcome());
                if (bytes != null) assertArrayEquals(content, bytes, step);
            } else {
                assertTrue(write.isCancelled(), step);
                Waiting.until(() -> isClosed(path), () -> step + ": it stays open");
            }
        }
    }
}
