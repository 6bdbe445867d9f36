package dev.tidemill.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PendingOperationTest {

    private static final int BYTES = 8;

    /// A read that is over when the test says so.
    private static final class Read extends PendingOperation<Integer> {

        Runnable beforeDone = () -> {};

        Read(FileHandle file, ByteBuffer target) {
            super(new Operation.Read(file, MemorySegment.ofArray(new byte[BYTES]), 0, target));
        }

        void begun() {
            if (!admit() || !begin()) throw new AssertionError("it was over already");
        }

        boolean detached() {
            return detach(0);
        }

        boolean ended() {
            return endWithValue(BYTES, BYTES);
        }

        void end() {
            begun();
            if (!ended()) throw new AssertionError("it was detached");
        }

        @Override
        protected void stopStarted() {
            // nobody asks
        }

        @Override
        protected void lastWordSaid(boolean admitted, boolean begun) {
            beforeDone.run();
        }
    }

    private static FileHandle file() {
        return file(_ -> {});
    }

    private static FileHandle file(Consumer<DescriptorHandle> closer) {
        return new DescriptorHandle(-1, NativePath.of(Path.of("a")), OpenMode.READ, FileKind.REGULAR, 0, closer);
    }

    private static Read read(FileHandle file) {
        assertThat(file.acquire()).isTrue();
        return new Read(file, ByteBuffer.allocate(BYTES));
    }

    /// Whoever has closed a file finds the tasks of its operations done.
    @Test
    void aFileIsClosedWhenTheTasksOfItsOperationsAreDone() {
        var doneWhenClosed = new ArrayList<Boolean>();
        var reads = new ArrayList<Read>();
        FileHandle file = file(_ -> reads.forEach(read -> doneWhenClosed.add(read.isDone())));
        reads.add(read(file));
        reads.add(read(file));
        reads.getFirst().beforeDone = () -> {
            assertThat(file.closeAfterPending().isDone()).isFalse();
            reads.getLast().end();
            assertThat(doneWhenClosed).isEmpty();
        };
        reads.getFirst().end();
        assertThat(doneWhenClosed).containsExactly(true, true);
    }

    /// They find nobody else who uses it.
    @Test
    void whoIsToldThatItIsDoneMayCloseTheFile() {
        var closes = new AtomicInteger();
        FileHandle file = file(_ -> closes.incrementAndGet());
        Read read = read(file);
        read.whenOver(() -> assertThat(file.beginClosing()).isEqualTo(FileHandle.Closing.NOW));
        read.end();
        assertThat(file.isClosing()).isTrue();
        assertThat(closes).hasValue(0);
    }

    @Test
    void whatIsDetachedKeepsTheFileOpenUntilItsCallHasEnded() {
        var closes = new AtomicInteger();
        FileHandle file = file(_ -> closes.incrementAndGet());
        Read read = read(file);
        read.begun();
        read.cancel();
        assertThat(read.detached()).isTrue();
        assertThat(read.isCancelled()).isTrue();
        assertThat(file.usesByOperations()).isOne();
        assertThat(file.closeAfterPending().isDone()).isFalse();
        assertThat(read.ended()).isFalse();
        assertThat(closes).hasValue(1);
    }

    @Test
    void whatIsRefusedHoldsNoFile() {
        FileHandle file = file();
        Read read = new Read(file, ByteBuffer.allocate(BYTES));
        assertThat(read.refused().isDone()).isTrue();
        assertThat(file.usesByOperations()).isZero();
    }

    @Test
    void whatIsStoppedBeforeItBeginsLetsTheFileGo() {
        var closes = new AtomicInteger();
        FileHandle file = file(_ -> closes.incrementAndGet());
        Read read = read(file);
        read.beforeDone = () -> assertThat(file.closeAfterPending().isDone()).isFalse();
        read.cancel();
        assertThat(read.isCancelled()).isTrue();
        assertThat(closes).hasValue(1);
    }

    /// A caller who changes a buffer that is in use makes a mistake. But who carries the operation
    /// out must not stumble over it, and the task has to end.
    @Test
    void theLimitOfABufferMayChangeWhileItsPositionIsMoved() throws Exception {
        FileHandle file = file();
        ByteBuffer target = ByteBuffer.allocate(2 * BYTES);
        var over = new AtomicBoolean();
        var changing = new CountDownLatch(1);
        Thread caller = Thread.ofPlatform().start(() -> {
            changing.countDown();
            while (!over.get()) target.limit(target.limit() == 0 ? target.capacity() : 0);
        });
        try {
            changing.await();
            for (int i = 0; i < 1_000_000; i++) {
                if (!file.acquire()) throw new AssertionError("closed");
                var read = new Read(file, target);
                read.end();
                if (!read.isDone()) throw new AssertionError("not done: " + read);
            }
        } finally {
            over.set(true);
            caller.join();
        }
        assertThat(file.usesByOperations()).isZero();
    }

    @Test
    void thePositionOfABufferStaysInsideOfIt() {
        FileHandle file = file();
        ByteBuffer target = ByteBuffer.allocate(BYTES);
        assertThat(file.acquire()).isTrue();
        var read = new Read(file, target);
        target.position(BYTES - 1);
        read.end();
        assertThat(target.position()).isEqualTo(BYTES);
        assertThat(read.isDone()).isTrue();
    }
}
