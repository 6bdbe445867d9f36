package dev.tidemill.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.blocking.BlockingOutput;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.Cancellation.Reach;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.text.TextWriter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is cancelled while a later part of it has not begun: that something was done before is not
/// denied.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class CancelledPartTest {

    /// Work of several steps, of a side that does some of them at once.
    enum Work {
        FULLY(side -> side.readFully(ByteBuffer.allocate(20))),
        SOME(side -> side.readNBytes(20)),
        ALL(side -> side.readAllBytes()),
        SKIP(side -> side.skip(20)),
        TRANSFER(side -> side.transferTo(BlockingOutput.of(new ByteArrayOutputStream()))),
        WRITES(side -> side.writeEach(() -> ByteBuffer.allocate(10), CancellationToken.none())),
        TEXT(side -> TextWriter.of(side, StandardCharsets.UTF_8).write("much text".repeat(100_000)));

        private final Function<Side, Task<?>> start;

        Work(Function<Side, Task<?>> start) {
            this.start = start;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPartlyDoneHasStarted(Work work) throws Exception {
        Side side = new Side(1);
        Task<?> task = work.start.apply(side);
        side.waiting.await();
        task.cancel();
        assertThat(reach(task)).isEqualTo(Reach.STOPPED);
    }

    @ParameterizedTest
    @EnumSource
    void nobodyNeedHaveAskedForIt(Work work) throws Exception {
        Side side = new Side(1);
        Task<?> task = work.start.apply(side);
        side.waiting.await();
        side.cancel();
        assertThat(reach(task)).isEqualTo(Reach.STOPPED);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotHasNot(Work work) throws Exception {
        Side side = new Side(0);
        Task<?> task = work.start.apply(side);
        side.waiting.await();
        task.cancel();
        assertThat(reach(task)).isEqualTo(Reach.NEVER_STARTED);
    }

    private static Reach reach(Task<?> task) throws InterruptedException {
        assertThat(task.outcome()).isInstanceOf(Outcome.Cancelled.class);
        return ((Outcome.Cancelled<?>) task.outcome()).cancellation().reach();
    }

    /// Reads and writes at once a number of times; then one waits for its turn, and never has it.
    private static final class Side implements ByteSource, ByteSink {

        private final CountDownLatch waiting = new CountDownLatch(1);
        private final Never<Integer> neverRead = new Never<>();
        private final Never<Void> neverWritten = new Never<>();
        private int steps;

        Side(int steps) {
            this.steps = steps;
        }

        @Override
        public Task<Integer> read(ByteBuffer target, CancellationToken token) {
            if (steps-- == 0) {
                waiting.countDown();
                return neverRead;
            }
            target.put(new byte[10]);
            return Task.completed(10);
        }

        @Override
        public Task<Void> write(ByteBuffer source, CancellationToken token) {
            if (steps-- == 0) {
                waiting.countDown();
                return neverWritten;
            }
            source.position(source.limit());
            return Task.completed(null);
        }

        @Override
        public Task<Void> flush(CancellationToken token) {
            return Task.completed(null);
        }

        @Override
        public Task<Void> closing() {
            return Task.completed(null);
        }

        @Override
        public void close() {}

        void cancel() {
            neverRead.cancel();
            neverWritten.cancel();
        }
    }

    private static final class Never<T> extends Task<T> {
        @Override
        protected void cancelRequested(CancellationReason reason) {
            cancelled(Cancellation.of(describe(), reason, Reach.NEVER_STARTED));
        }

        @Override
        protected String describe() {
            return "read or write";
        }
    }
}
