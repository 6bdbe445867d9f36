package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.blocking.BlockingInput;
import dev.tidemill.blocking.BlockingOutput;
import dev.tidemill.stream.BytePipe;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.DeadlineExceededException;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import dev.tidemill.transfer.Progress.State;
import dev.tidemill.transfer.StreamCopy.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class StreamCopyTest {

    private static final int PIECE = 256 << 10;

    /// A source that gives what the test says when the test says so.
    private static final class SlowSource implements ByteSource {

        private final TaskSource<Void> closed = new TaskSource<>();
        private TaskSource<Integer> read = new TaskSource<>();
        private ByteBuffer target = ByteBuffer.allocate(0);
        private int reads;

        @Override
        public synchronized Task<Integer> read(ByteBuffer target, CancellationToken token) {
            reads++;
            this.target = target;
            read = new TaskSource<>();
            return read.task();
        }

        synchronized int reads() {
            return reads;
        }

        synchronized TaskSource<Integer> read() {
            return read;
        }

        /// Waits for the read of this number, and ends it.
        void give(int number, int bytes) {
            while (reads() < number) Thread.onSpinWait();
            TaskSource<Integer> now;
            synchronized (this) {
                if (bytes > 0) target.position(bytes);
                now = read;
            }
            assertThat(now.succeed(bytes)).isTrue();
        }

        @Override
        public Task<Void> closing() {
            closed.succeed(null);
            return closed.task();
        }

        @Override
        public String toString() {
            return "slow source";
        }
    }

    /// A sink whose writes end when the test says so.
    private static final class SlowSink implements ByteSink {

        private final TaskSource<Void> closed = new TaskSource<>();
        private TaskSource<Void> write = new TaskSource<>();
        private int writes;

        @Override
        public synchronized Task<Void> write(ByteBuffer source, CancellationToken token) {
            writes++;
            write = new TaskSource<>();
            return write.task();
        }

        synchronized int writes() {
            return writes;
        }

        synchronized TaskSource<Void> write() {
            return write;
        }

        TaskSource<Void> write(int number) {
            while (writes() < number) Thread.onSpinWait();
            return write();
        }

        @Override
        public Task<Void> flush(CancellationToken token) {
            return Task.completed(null);
        }

        @Override
        public Task<Void> closing() {
            return closed.task();
        }

        @Override
        public String toString() {
            return "slow sink";
        }
    }

    private final SlowSource source = new SlowSource();
    private final SlowSink sink = new SlowSink();

    @Test
    void whatIsCopiedIsWhatWasThere() throws Exception {
        long seed = Entries.seed();
        Random random = new Random(seed);
        for (int length : new int[] {0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7, random.nextInt(20 * PIECE)}) {
            byte[] content = Entries.bytes(random, length);
            var to = new ByteArrayOutputStream();
            var from = new ByteArrayInputStream(content);
            try (var copy = StreamCopy.start(BlockingInput.of(from), BlockingOutput.of(to))) {
                assertThat(copy.await()).isEqualTo(length);
                Progress end = copy.progress();
                assertThat(end.transferredBytes()).isEqualTo(length);
                assertThat(end.totalBytes()).isEqualTo(length);
                assertThat(end.isTotalKnown()).isTrue();
                assertThat(end.fraction()).contains(1.0);
                assertThat(end.files()).isEqualTo(1);
            }
            assertThat(to.toByteArray())
                    .as("-Dtidemill.test.seed=" + seed + " length " + length)
                    .isEqualTo(content);
        }
    }

    @Test
    void whileAPieceIsWrittenTheNextOneIsRead() throws Exception {
        try (var copy = StreamCopy.start(source, sink)) {
            source.give(1, 10);
            TaskSource<Void> first = sink.write(1);
            source.give(2, 20); // it was asked for although the first write is pending
            assertThat(first.task().isDone()).isFalse();
            first.succeed(null);
            TaskSource<Void> second = sink.write(2);
            source.give(3, -1);
            assertThat(copy.progress().transferredBytes()).isEqualTo(10);
            second.succeed(null);
            assertThat(copy.await()).isEqualTo(30);
        }
    }

    @Test
    void soManyPiecesAreReadAheadAndNotMore() throws Exception {
        try (var copy = StreamCopy.start(source, sink)) {
            for (int number = 1; number <= 4; number++) source.give(number, number);
            TaskSource<Void> first = sink.write(1);
            anotherCopy();
            assertThat(source.reads()).isEqualTo(4); // one that is written, and three
            assertThat(copy.progress().transferredBytes()).isZero();
            first.succeed(null);
            for (int number = 2; number <= 4; number++) sink.write(number).succeed(null);
            source.give(5, -1);
            assertThat(copy.await()).isEqualTo(10);
        }
    }

    /// Long enough for whatever must not happen to happen, without a sleep.
    private static void anotherCopy() throws Exception {
        var from = BlockingInput.of(new ByteArrayInputStream(new byte[20 * PIECE]));
        try (var other = StreamCopy.start(from, BlockingOutput.of(new ByteArrayOutputStream()))) {
            assertThat(other.await()).isEqualTo(20 * PIECE);
        }
    }

    @Test
    void whatWasReadBeforeAReadFailsIsWritten() throws Exception {
        try (var copy = StreamCopy.start(source, sink)) {
            source.give(1, 10);
            TaskSource<Void> first = sink.write(1);
            source.give(2, 20);
            while (source.reads() < 3) Thread.onSpinWait();
            source.read().fail(new SocketException("Connection reset"));
            first.succeed(null);
            sink.write(2).succeed(null);
            assertThatThrownBy(copy::await)
                    .hasMessage("Connection reset")
                    .satisfies(reset -> assertThat(reset.getSuppressed()[0])
                            .hasMessageContaining("the read failed after 30 bytes were written"));
            assertThat(copy.progress().transferredBytes()).isEqualTo(30);
        }
    }

    @Test
    void aFlushThatFailsSaysSo() throws Exception {
        OutputStream lossy = new ByteArrayOutputStream() {
            @Override
            public void flush() throws IOException {
                throw new IOException("lost");
            }
        };
        var from = new ByteArrayInputStream(new byte[10]);
        try (var copy = StreamCopy.start(BlockingInput.of(from), BlockingOutput.of(lossy))) {
            assertThatThrownBy(copy::await)
                    .hasMessage("lost")
                    .satisfies(lost -> assertThat(lost.getSuppressed()[0])
                            .hasMessageContaining("the flush failed after 10 bytes were written"));
        }
    }

    @Test
    void anUnknownTotalIsNotGuessedAndAKnownOneIsAHint() throws Exception {
        try (var copy = StreamCopy.start(source, sink)) {
            source.give(1, 10);
            sink.write(1).succeed(null);
            TransferTest.awaitBytes(copy, 10);
            Progress now = copy.progress();
            assertThat(now.isTotalKnown()).isFalse();
            assertThat(now.totalBytes()).isEqualTo(10);
            assertThat(now.fraction()).isEmpty();
            assertThat(now.remaining()).isEmpty();
            assertThat(now.remainingAtLeast()).isEmpty();
            source.give(2, -1);
            assertThat(copy.await()).isEqualTo(10);
            assertThat(copy.progress().isTotalKnown()).isTrue();
        }
        for (int total : new int[] {5, 1000}) {
            var pipe = new BytePipe(100);
            pipe.sink().write(new byte[10]).await();
            var drain = new BytePipe(100);
            try (var copy = StreamCopy.start(pipe.source(), drain.sink(), Settings.DEFAULT.withTotalBytes(total))) {
                TransferTest.awaitBytes(copy, 10);
                assertThat(copy.progress().isTotalKnown()).isTrue();
                assertThat(copy.progress().totalBytes()).isEqualTo(Math.max(10, total));
                pipe.sink().close();
                assertThat(copy.await()).isEqualTo(10);
                assertThat(copy.progress().fraction()).contains(1.0);
            }
        }
    }

    @Test
    void whatIsReadInAPauseIsKept() throws Exception {
        try (var copy = StreamCopy.start(source, sink)) {
            source.give(1, 10);
            TaskSource<Void> first = sink.write(1);
            source.give(2, 20);
            copy.pause();
            first.succeed(null);
            TransferTest.awaitBytes(copy, 10);
            assertThat(sink.writes()).isEqualTo(1);
            copy.resume();
            sink.write(2).succeed(null);
            source.give(3, -1);
            assertThat(copy.await()).isEqualTo(30);
        }
    }

    @Test
    void aFailureSaysWhichSideItWasAndHowFarItWas() throws Exception {
        var reset = new SocketException("Connection reset");
        try (var copy = StreamCopy.start(source, sink)) {
            source.give(1, 10);
            sink.write(1).succeed(null);
            while (source.reads() < 2) Thread.onSpinWait();
            source.read().fail(reset);
            assertThatThrownBy(copy::await).isSameAs(reset);
            assertThatThrownBy(copy::await).isSameAs(reset);
            assertThat(reset.getSuppressed())
                    .singleElement()
                    .satisfies(note -> assertThat(note)
                            .hasMessage("slow source: transfer to slow sink: the read failed after 10 bytes were"
                                    + " written"));
            assertThat(copy.progress().state()).isEqualTo(State.FAILED);
            assertThat(copy.progress().failedFiles()).isEqualTo(1);
        }
    }

    @Test
    void whereAWriteFailsTheReadThatIsPendingEndsBeforeTheCopyDoes() throws Exception {
        var full = new IOException("No space left on device");
        try (var copy = StreamCopy.start(source, sink)) {
            source.give(1, 10);
            TaskSource<Void> write = sink.write(1);
            while (source.reads() < 2) Thread.onSpinWait();
            write.fail(full);
            assertThatThrownBy(copy::await).isSameAs(full);
            assertThat(source.read().task().isCancelled()).isTrue();
            assertThat(full.getSuppressed())
                    .singleElement()
                    .satisfies(note -> assertThat(note).hasMessageContaining("the write failed after 0 bytes"));
        }
    }

    @Test
    void anErrorStaysAnError() {
        InputStream broken = new InputStream() {
            @Override
            public int read() {
                throw new StackOverflowError("of the stream");
            }
        };
        try (var copy = StreamCopy.start(BlockingInput.of(broken), sink)) {
            assertThatThrownBy(copy::await).isInstanceOf(StackOverflowError.class);
        }
    }

    @Test
    void cancellingEndsBothSides() throws Exception {
        try (var copy = StreamCopy.start(source, sink)) {
            source.give(1, 10);
            TaskSource<Void> write = sink.write(1);
            while (source.reads() < 2) Thread.onSpinWait();
            copy.cancelAfter(Duration.ZERO).forget();
            assertThatThrownBy(copy::await)
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("slow source: copy to slow sink cancelled")
                    .hasMessageContaining("0 bytes were copied");
            assertThat(write.task().isCancelled()).isTrue();
            assertThat(source.read().task().isCancelled()).isTrue();
            assertThat(source.closed.task().isDone()).as("closed").isFalse();
        }
    }

    /// A stream that blocks until the test lets it go, whoever asks.
    private static final class Gate {

        final TaskSource<Void> entered = new TaskSource<>();
        final TaskSource<Void> open = new TaskSource<>();
        final TaskSource<Void> left = new TaskSource<>();

        void pass() {
            entered.succeed(null);
            open.task().join();
        }
    }

    private static final class HungInput extends InputStream {

        final Gate gate = new Gate();
        final AtomicInteger reads = new AtomicInteger();
        volatile byte[] used = {};
        private final boolean opensWhenClosed;

        HungInput(boolean opensWhenClosed) {
            this.opensWhenClosed = opensWhenClosed;
        }

        @Override
        public int read() {
            throw new AssertionError("one byte is too little");
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            reads.incrementAndGet();
            used = target;
            gate.pass();
            Arrays.fill(target, offset, offset + 100, (byte) 1);
            gate.left.succeed(null);
            return 100;
        }

        @Override
        public void close() {
            if (opensWhenClosed) gate.open.succeed(null);
        }
    }

    private static final class HungOutput extends OutputStream {

        final Gate gate = new Gate();
        final ByteArrayOutputStream written = new ByteArrayOutputStream();

        @Override
        public void write(int b) {
            throw new AssertionError("one byte is too little");
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            gate.pass();
            written.write(source, offset, length);
            gate.left.succeed(null);
        }
    }

    private static void assertDetachedWithinASecond(StreamCopy copy) throws Exception {
        long start = System.nanoTime();
        copy.cancel();
        assertThat(copy.waitFor(Duration.ofSeconds(1))).isTrue();
        assertThat(System.nanoTime() - start).isLessThan(1_000_000_000);
        assertThat(copy.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Cancelled.class,
                        cancelled ->
                                assertThat(cancelled.cancellation().reach()).isEqualTo(Cancellation.Reach.DETACHED));
        assertThat(copy.progress().state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void aSourceThatHangsKeepsNobodyWhoCancelsAndItsMemoryIsNobodyElses() throws Exception {
        var hung = new HungInput(false);
        var to = new ByteArrayOutputStream();
        try (var copy = StreamCopy.start(BlockingInput.of(hung), BlockingOutput.of(to))) {
            hung.gate.entered.task().await();
            assertDetachedWithinASecond(copy);
            assertThatThrownBy(copy::await)
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("0 bytes were copied; a read or a write of it goes on");
            var other = new HungInput(false);
            other.gate.open.succeed(null);
            try (var next = StreamCopy.start(BlockingInput.of(other), sink)) {
                while (sink.writes() < 1) Thread.onSpinWait();
                assertThat(other.used).isNotSameAs(hung.used);
                assertThat(next.isDone()).isFalse();
            }
            Progress last = copy.progress();
            hung.gate.open.succeed(null);
            hung.gate.left.task().await();
            anotherCopy();
            assertThat(to.size()).as("what came too late").isZero();
            assertThat(hung.reads).hasValue(1);
            assertThat(copy.progress()).isEqualTo(last);
        }
    }

    @Test
    void aSinkThatHangsKeepsNobodyWhoCancelsAndWritesWhatItWasGiven() throws Exception {
        byte[] content = Entries.bytes(new Random(Entries.seed()), 10 * PIECE);
        var hung = new HungOutput();
        var from = new ByteArrayInputStream(content);
        try (var copy = StreamCopy.start(BlockingInput.of(from), BlockingOutput.of(hung))) {
            hung.gate.entered.task().await();
            assertDetachedWithinASecond(copy);
            anotherCopy();
            hung.gate.open.succeed(null);
            hung.gate.left.task().await();
            anotherCopy();
            byte[] written = hung.written.toByteArray();
            assertThat(written).isEqualTo(Arrays.copyOf(content, written.length));
            assertThat(written).as("one write, and none after it").hasSize(PIECE);
            assertThat(copy.progress().transferredBytes()).isZero();
        }
    }

    @Test
    void whatHangsIsClosedByACopyThatCloses() throws Exception {
        var hung = new HungInput(true);
        var to = new ByteArrayOutputStream();
        try (var copy =
                StreamCopy.start(BlockingInput.of(hung), BlockingOutput.of(to), Settings.DEFAULT.withClosing(true))) {
            hung.gate.entered.task().await();
            assertDetachedWithinASecond(copy);
            hung.gate.left.task().await();
            assertThat(to.size()).isZero();
        }
    }

    @Test
    void whoHangsWhenItIsClosedKeepsNobodyWhoCancels() throws Exception {
        try (var copy = StreamCopy.start(source, sink, Settings.DEFAULT.withClosing(true))) {
            source.give(1, -1);
            source.closed.task().await();
            assertDetachedWithinASecond(copy);
            sink.closed.succeed(null);
        }
    }

    @Test
    void aDeadlineEndsACopyThatHangs() throws Exception {
        var hung = new HungInput(false);
        try (var copy = StreamCopy.start(BlockingInput.of(hung), sink)) {
            hung.gate.entered.task().await();
            assertThatThrownBy(copy.cancelAfter(Duration.ofMillis(1))::await)
                    .isInstanceOf(DeadlineExceededException.class);
        } finally {
            hung.gate.open.succeed(null);
        }
    }

    @Test
    void closingIsForThoseWhoAskAndComesBeforeTheEnd() throws Exception {
        try (var copy = StreamCopy.start(source, sink, Settings.DEFAULT.withClosing(true))) {
            source.give(1, -1);
            source.closed.task().await();
            assertThat(copy.isDone()).isFalse();
            sink.closed.fail(new IOException("the last bytes are lost"));
            assertThatThrownBy(copy::await).hasMessage("the last bytes are lost");
        }
    }

    @Test
    void aFailureOfTheCopyIsNotHiddenByOneOfClosing() throws Exception {
        sink.closed.fail(new IOException("the last bytes are lost"));
        try (var copy = StreamCopy.start(source, sink, Settings.DEFAULT.withClosing(true))) {
            while (source.reads() < 1) Thread.onSpinWait();
            source.read().fail(new IOException("the first failure"));
            assertThatThrownBy(copy::await).hasMessage("the first failure");
            assertThat(source.closed.task().isDone()).isTrue();
        }
    }

    @Test
    void aSourceThatWasClosedFailsTheCopy() throws Exception {
        var pipe = new BytePipe(100);
        pipe.source().close();
        try (var copy = StreamCopy.start(pipe.source(), sink)) {
            assertThatThrownBy(copy::await).isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void aLimitHoldsFromTheFirstPieceOn() throws Exception {
        int limit = 4 << 20;
        byte[] content = new byte[1 << 20];
        var to = new ByteArrayOutputStream();
        var from = BlockingInput.of(new ByteArrayInputStream(content));
        try (var copy = StreamCopy.start(from, BlockingOutput.of(to), Settings.DEFAULT.withBytesPerSecond(limit))) {
            assertThat(copy.limit()).isEqualTo(limit);
            assertThat(copy.await()).isEqualTo(content.length);
            double seconds = (content.length - 0.05 * limit) / limit; // and a credit, as nothing was moved before
            assertThat(copy.progress().elapsed()).isGreaterThan(Duration.ofMillis((long) (seconds * 1000)));
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Settings.DEFAULT.withTotalBytes(-2)).hasMessageContaining("totalBytes is -2");
        assertThatThrownBy(() -> Settings.DEFAULT.withBytesPerSecond(-1)).hasMessageContaining("bytesPerSecond is -1");
    }
}
