package dev.tidemill.engine.portable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.OpenMode.Flag;
import dev.tidemill.engine.Operation;
import dev.tidemill.task.Cancellation.Reach;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PollerTest extends EngineTest {

    private static final OpenMode WRITE = OpenMode.of(Flag.WRITE);
    private static final OpenMode READ_WRITE = OpenMode.of(Flag.READ, Flag.WRITE);

    private Task<Integer> readByte(FileHandle file, MemorySegment bytes, int index) {
        return read(file, bytes.asSlice(index, 1), 0);
    }

    @Test
    void tenThousandReadsOfOneFifoWaitOnOneThreadAndInOrder() throws Exception {
        int reads = 10_000;
        FileHandle reader = open(fifo("f"), OpenMode.READ);
        FileHandle writer = open(folder.resolve("f"), WRITE);
        MemorySegment bytes = arena.allocate(reads);
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < reads; i++) tasks.add(readByte(reader, bytes, i));
        assertThat(engine.pendingOperations()).isEqualTo(reads);
        assertThat(threads().stream().map(Thread::getName))
                .contains("tidemill-poll")
                .hasSizeLessThanOrEqualTo(1 + 2); // the files were opened by one or two others

        MemorySegment source = arena.allocate(reads);
        for (int i = 0; i < reads; i++) source.set(ValueLayout.JAVA_BYTE, i, (byte) (i % 251));
        writeFully(writer, source, 0).await();
        for (Task<Integer> task : tasks) assertThat(task.await()).isEqualTo(1);
        assertThat(bytes.mismatch(source)).isEqualTo(-1);
        close(reader);
        close(writer);
    }

    @Test
    void aCancelledReadStopsAtOnceAndTheOthersStayInOrder() throws Exception {
        FileHandle both = open(fifo("f"), READ_WRITE);
        MemorySegment bytes = arena.allocate(3);
        Task<Integer> first = readByte(both, bytes, 0);
        Task<Integer> second = readByte(both, bytes, 1);
        Task<Integer> third = readByte(both, bytes, 2);
        second.cancel();
        assertThat(reach(second)).isIn(Reach.STOPPED, Reach.NEVER_STARTED);
        writeFully(both, heap("ab"), 0).await();
        assertThat(first.await()).isEqualTo(1);
        assertThat(third.await()).isEqualTo(1);
        assertThat(bytes.toArray(ValueLayout.JAVA_BYTE)).containsExactly('a', 0, 'b');
        close(both);
    }

    @Test
    void aTokenCancelsAllThatWait() throws Exception {
        FileHandle both = open(fifo("f"), READ_WRITE);
        CancellationSource source = new CancellationSource();
        MemorySegment bytes = arena.allocate(1000);
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            tasks.add(engine.submit(new Operation.Read(both, bytes.asSlice(i, 1), 0, null), source.token()));
        }
        source.cancel();
        for (Task<Integer> task : tasks) assertThat(reach(task)).isIn(Reach.STOPPED, Reach.NEVER_STARTED);
        close(both);
    }

    @Test
    void aReadWaitsForTheFirstWriterToCome() throws Exception {
        Path path = fifo("f");
        FileHandle reader = open(path, OpenMode.READ);
        MemorySegment target = arena.allocate(10);
        Task<Integer> read = read(reader, target, 0);
        FileHandle writer = open(path, WRITE);
        assertThat(read.isDone()).isFalse();
        writeFully(writer, heap("hello"), 0).await();
        assertThat(read.await()).isEqualTo(5);
        assertThat(text(target.asSlice(0, 5))).isEqualTo("hello");
        close(writer);
        assertThat(read(reader, target, 0).await()).isZero();
        close(reader);
    }

    @Test
    void memoryOnTheHeapIsAsGood() throws Exception {
        FileHandle both = open(fifo("f"), READ_WRITE);
        writeFully(both, heap("hello"), 0).await();
        ByteBuffer target = ByteBuffer.allocate(10);
        int read = engine.submit(new Operation.Read(both, MemorySegment.ofBuffer(target), 0, target), NONE)
                .await();
        assertThat(read).isEqualTo(5);
        assertThat(target.position()).isEqualTo(5);
        assertThat(text(MemorySegment.ofArray(target.array()).asSlice(0, 5))).isEqualTo("hello");
        close(both);
    }

    @Test
    void aWriteOfMoreThanThePipeHoldsWaitsForItsReader() throws Exception {
        for (boolean onHeap : new boolean[] {true, false}) {
            Path path = fifo("f" + onHeap);
            FileHandle reader = open(path, OpenMode.READ);
            FileHandle writer = open(path, WRITE);
            byte[] bytes = new byte[1_000_003];
            new Random(42).nextBytes(bytes);
            MemorySegment source =
                    onHeap ? MemorySegment.ofArray(bytes) : arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            Task<Void> write = writeFully(writer, source, 0);
            ByteBuffer target = onHeap ? ByteBuffer.allocate(bytes.length) : ByteBuffer.allocateDirect(bytes.length);
            readFully(reader, target, 0).await();
            write.await();
            assertThat(target.remaining()).isZero();
            assertThat(MemorySegment.ofBuffer(target.flip()).mismatch(source)).isEqualTo(-1);
            close(reader);
            close(writer);
        }
    }

    @Test
    void aStreamThatEndsTooEarlySaysHowFarItCame() throws Exception {
        Path path = fifo("f");
        FileHandle reader = open(path, OpenMode.READ);
        FileHandle writer = open(path, WRITE);
        ByteBuffer target = ByteBuffer.allocate(10);
        Task<Void> read = readFully(reader, target, 0);
        writeFully(writer, heap("abc"), 0).await();
        writeFully(writer, heap("d"), 0).await();
        close(writer);
        assertThatThrownBy(read::await).isInstanceOf(EOFException.class).hasMessageContaining("after 4");
        assertThat(target.position()).isEqualTo(4);
        close(reader);
    }

    @Test
    void aReadFullyThatIsCancelledInTheMiddleSaysHowFarItCame() throws Exception {
        FileHandle both = open(fifo("f"), READ_WRITE);
        ByteBuffer target = ByteBuffer.allocate(10);
        Task<Void> read = readFully(both, target, 0);
        writeFully(both, heap("abc"), 0).await();
        Task<Integer> next = read(both, arena.allocate(1), 0); // waits behind it
        writeFully(both, heap("def"), 0).await();
        read.cancel();
        assertThat(reach(read)).isEqualTo(Reach.STOPPED);
        assertThatThrownBy(read::await).hasMessageContaining(target.position() + " bytes were read");
        assertThat(target.position()).isIn(3, 6);
        if (target.position() == 3) {
            assertThat(next.await()).isEqualTo(1);
        } else {
            next.cancel();
            assertThat(reach(next)).isEqualTo(Reach.STOPPED);
        }
        close(both);
    }

    @Test
    void aWriteThatNobodyCanReadFails() throws Exception {
        Path path = fifo("f");
        FileHandle reader = open(path, OpenMode.READ);
        FileHandle writer = open(path, WRITE);
        close(reader);
        assertThatThrownBy(() -> writeFully(writer, heap("x"), 0).await())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("EPIPE");
        close(writer);
    }

    @Test
    void nothingToReadIsReadAtOnce() throws Exception {
        FileHandle both = open(fifo("f"), READ_WRITE);
        assertThat(read(both, MemorySegment.NULL, 0).await()).isZero();
        close(both);
    }

    @Test
    void memoryThatCannotBeWrittenIsTheCallersMistake() throws Exception {
        FileHandle both = open(fifo("f"), READ_WRITE);
        Task<Integer> read = read(both, heap("const").asReadOnly(), 0);
        writeFully(both, heap("x"), 0).await();
        assertThatThrownBy(read::await).isInstanceOf(RuntimeException.class).hasMessageContaining("read");
        close(both);
    }

    @Test
    void whatCannotBePolledIsLeftToThePool() throws Exception {
        FileHandle zero = open(Path.of("/dev/zero"), OpenMode.READ);
        for (MemorySegment target : List.of(arena.allocate(300_000), MemorySegment.ofArray(new byte[300_000]))) {
            target.fill((byte) 1);
            engine.submit(new Operation.ReadFully(zero, target, 0, null), NONE).await();
            assertThat(target.mismatch(arena.allocate(300_000))).isEqualTo(-1);
        }
        close(zero);
    }

    @Test
    void moreThanOneSystemCallCanTransferIsWritten() throws Exception {
        Path sparse = folder.resolve("sparse");
        try (FileChannel channel = FileChannel.open(
                sparse, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = 5L << 30;
            assertThat(channel.write(ByteBuffer.allocate(1), size - 1)).isEqualTo(1);
            MemorySegment source = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
            FileHandle nothing = open(Path.of("/dev/null"), WRITE); // which does not look at the memory
            writeFully(nothing, source, 0).await();
            int written = engine.submit(new Operation.Write(nothing, source.asSlice(0, 1 << 30), 0, null), NONE)
                    .await();
            assertThat(written).isPositive();
            close(nothing);
        }
    }

    @Test
    void closingTheFileStopsWhatWaits() throws Exception {
        FileHandle both = open(fifo("f"), READ_WRITE);
        Task<Integer> first = read(both, arena.allocate(1), 0);
        Task<Integer> second = read(both, MemorySegment.ofArray(new byte[1]), 0);
        close(both);
        assertThatThrownBy(first::await).isInstanceOf(AsynchronousCloseException.class);
        assertThatThrownBy(second::await).isInstanceOf(AsynchronousCloseException.class);
    }

    @Test
    void closingTheEngineStopsWhatWaits() throws Exception {
        FileHandle both = open(fifo("f"), READ_WRITE);
        Task<Integer> read = read(both, arena.allocate(1), 0);
        engine.close(Duration.ofSeconds(30));
        assertThatThrownBy(read::await).isInstanceOf(AsynchronousCloseException.class);
        close(both); // still possible
    }

    @Test
    void readersDoNotWaitForWriters() throws Exception {
        Path path = fifo("f");
        FileHandle both = open(path, READ_WRITE);
        Task<Void> write = writeFully(both, arena.allocate(200_000), 0); // more than it holds
        MemorySegment target = arena.allocate(200_000);
        engine.submit(new Operation.ReadFully(both, target, 0, null), NONE).await();
        write.await();
        close(both);
    }

    @Test
    void whateverIsCancelledNoByteIsLostAndNoneIsReadTwice() throws Exception {
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        Random random = new Random(seed);
        FileHandle both = open(fifo("f"), READ_WRITE);
        MemorySegment counter = arena.allocate(20_000);
        for (int i = 0; i < 20_000; i++) counter.set(ValueLayout.JAVA_BYTE, i, (byte) (i % 251));
        int written = 0;
        int read = 0;
        for (int round = 0; round < 50; round++) {
            String what = "-Dtidemill.test.seed=" + seed + " round " + round;
            List<Task<Integer>> tasks = new ArrayList<>();
            List<MemorySegment> targets = new ArrayList<>();
            for (int i = random.nextInt(20); i >= 0; i--) {
                MemorySegment target = random.nextBoolean() ? arena.allocate(8) : MemorySegment.ofArray(new byte[8]);
                targets.add(target);
                tasks.add(read(both, target, 0));
            }
            int length = 1 + random.nextInt(100);
            writeFully(both, counter.asSlice(written, length), 0).await();
            written += length;
            for (Task<Integer> task : tasks) if (random.nextInt(3) == 0) task.cancel();
            Task<?> last = tasks.getLast();
            last.cancel();
            for (Task<Integer> task : tasks) task.cancel();
            for (int i = 0; i < tasks.size(); i++) {
                Task<Integer> task = tasks.get(i);
                if (task.outcome() instanceof Outcome.Cancelled) continue;
                int bytes = task.await();
                assertThat(targets.get(i).asSlice(0, bytes).mismatch(counter.asSlice(read, bytes)))
                        .as(what)
                        .isEqualTo(-1);
                read += bytes;
            }
            int rest = written - read;
            if (rest > 0) {
                MemorySegment target = arena.allocate(rest);
                engine.submit(new Operation.ReadFully(both, target, 0, null), NONE)
                        .await();
                assertThat(target.mismatch(counter.asSlice(read, rest)))
                        .as(what)
                        .isEqualTo(-1);
                read += rest;
            }
        }
        close(both);
    }
}
