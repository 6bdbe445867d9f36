package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.stream.BytePipe;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.EventAwaiter;
import dev.tidemill.task.EventAwaiter.Overflow;
import dev.tidemill.task.FlowingValue;
import dev.tidemill.task.PumpedContext;
import dev.tidemill.task.SyncContext;
import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import dev.tidemill.task.Tasks;
import dev.tidemill.task.UnobservedFailures;
import dev.tidemill.transfer.Progress.State;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every transfer promises to those who watch it and hold it back; the source and the sink are
/// pipes that the test fills and empties.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class TransferTest {

    private static final Duration OFTEN = Duration.ofMillis(1);
    private static final Duration HARDLY_EVER = Duration.ofDays(1);

    private final BytePipe in = new BytePipe(1 << 20);
    private final BytePipe out = new BytePipe(1 << 20);
    private final StreamCopy copy = StreamCopy.start(in.source(), out.sink());

    @AfterEach
    void theTransferHasEnded() throws Exception {
        Task<Void> closed = Task.run(copy::close); // where a subscriber's context is not pumped any more it waits
        assertThat(closed.waitFor(Duration.ofSeconds(20))).isTrue();
    }

    /// Bytes that the copy takes as they come, one piece for each.
    private void give(int bytes) throws Exception {
        in.sink().write(new byte[bytes]).await();
    }

    private void awaitBytes(long bytes) throws Exception {
        awaitBytes(copy, bytes);
    }

    static void awaitBytes(Transfer<?> transfer, long bytes) throws Exception {
        var there = new TaskSource<Void>();
        try (var _ = transfer.onProgress(OFTEN, now -> {
            if (now.transferredBytes() >= bytes) there.succeed(null);
        })) {
            there.task().await();
        }
    }

    /// Long enough for whatever must not happen to happen, without a sleep: another copy runs from
    /// its beginning to its end.
    private static void meanwhile() throws Exception {
        var pipe = new BytePipe(1 << 10);
        var drained = new BytePipe(1 << 10);
        try (var other = StreamCopy.start(pipe.source(), drained.sink())) {
            Task<Void> written = pipe.sink().write(new byte[4 << 20]);
            Task<byte[]> read = drained.source().readNBytes(4 << 20);
            written.await();
            pipe.sink().close();
            assertThat(read.await()).hasSize(4 << 20);
            assertThat(other.await()).isEqualTo(4 << 20);
        }
    }

    private void end() throws Exception {
        in.sink().close();
        assertThat(copy.await()).isNotNegative();
    }

    @Test
    void inAPauseNoByteMovesAndAfterItAllDo() throws Exception {
        give(100);
        awaitBytes(100);
        copy.pause();
        assertThat(copy.isPaused()).isTrue();
        give(50); // was asked for before the pause
        awaitBytes(150);
        give(1000);
        meanwhile();
        assertThat(copy.progress().transferredBytes()).isEqualTo(150);
        assertThat(copy.progress().state()).isEqualTo(State.PAUSED);
        assertThat(copy.progress().bytesPerSecond()).isZero();
        assertThat(out.source().readNBytes(150).await()).hasSize(150);

        copy.resume();
        awaitBytes(1150);
        assertThat(copy.isPaused()).isFalse();
        assertThat(copy.progress().state()).isEqualTo(State.RUNNING);
        end();
        assertThat(copy.resultNow()).isEqualTo(1150);
    }

    @Test
    void theTimeOfAPauseDoesNotCount() throws Exception {
        give(100);
        awaitBytes(100);
        copy.pause();
        Progress before = copy.progress();
        meanwhile();
        assertThat(copy.progress()).isEqualTo(before);
        copy.resume();
        copy.resume();
        end();
    }

    @Test
    void aCopyThatWasPausedBeforeItBeganMovesAPieceAtMost() throws Exception {
        var pipe = new BytePipe(1000);
        try (var paused = StreamCopy.start(pipe.source(), out.sink())) {
            paused.pause();
            pipe.sink().write(new byte[500]).await();
            meanwhile();
            pipe.sink().write(new byte[500]).await();
            meanwhile();
            assertThat(paused.progress().state()).isEqualTo(State.PAUSED);
            assertThat(paused.progress().transferredBytes()).isIn(0L, 500L);
        }
    }

    @Test
    void cancellingEndsAPause() throws Exception {
        give(100);
        awaitBytes(100);
        copy.pause();
        give(10);
        awaitBytes(110);
        copy.cancel();
        assertThatThrownBy(copy::await)
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("cancelled on request, 110 bytes were copied");
        assertThat(copy.progress().state()).isEqualTo(State.CANCELLED);
        assertThat(copy.isPaused()).isFalse();
        copy.pause();
        assertThat(copy.isPaused()).isFalse();
        assertThat(copy.progress().state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void aPausedTransferIsClosedLikeAnyOther() throws Exception {
        copy.pause();
        give(10);
        copy.close();
        assertThat(copy.isCancelled()).isTrue();
    }

    @Test
    void aNewLimitHoldsAtOnce() throws Exception {
        give(1000);
        awaitBytes(1000);
        copy.limit(1);
        assertThat(copy.limit()).isEqualTo(1);
        give(1000);
        awaitBytes(2000);
        give(1000); // in a thousand seconds
        meanwhile();
        assertThat(copy.progress().transferredBytes()).isEqualTo(2000);
        assertThat(copy.progress().state()).isEqualTo(State.RUNNING);
        copy.limit(1_000_000_000);
        awaitBytes(3000);
        copy.limit(1);
        give(1000);
        awaitBytes(4000);
        copy.limit(0);
        end();
        assertThatThrownBy(() -> copy.limit(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoComesLateIsToldTheLastStateAtOnce() throws Exception {
        give(100);
        awaitBytes(100);
        ConcurrentLinkedDeque<Progress> seen = new ConcurrentLinkedDeque<>();
        var told = new TaskSource<Void>();
        copy.onProgress(HARDLY_EVER, now -> {
            seen.add(now);
            told.succeed(null);
        });
        told.task().await();
        assertThat(seen).hasSize(1);
        assertThat(seen.getLast().transferredBytes()).isEqualTo(100);
        end();
        copy.close();
        assertThat(seen).hasSize(2);
        assertThat(seen.getLast().state()).isEqualTo(State.SUCCEEDED);

        List<Progress> afterTheEnd = new CopyOnWriteArrayList<>();
        copy.onProgress(afterTheEnd::add);
        copy.close();
        assertThat(afterTheEnd).containsExactly(seen.getLast());
    }

    @Test
    void aPausedTransferIsToldOnce() throws Exception {
        give(100);
        awaitBytes(100);
        copy.pause();
        Progress paused = copy.progress();
        List<Progress> seen = new CopyOnWriteArrayList<>();
        copy.onProgress(OFTEN, seen::add);
        meanwhile();
        Tasks.delay(Duration.ofMillis(20)).await(); // it would have been told some times by then
        assertThat(seen).containsExactly(paused);
    }

    @Test
    void whoEndsItsSubscriptionIsToldNothingMore() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        var first = new TaskSource<Void>();
        Transfer.Subscription subscription = copy.onProgress(HARDLY_EVER, _ -> {
            calls.incrementAndGet();
            first.succeed(null);
        });
        first.task().await();
        subscription.close();
        subscription.close();
        end();
        copy.close();
        assertThat(calls).hasValue(1);
    }

    @Test
    void aSlowSubscriberSeesFewerMomentsAndTheLast() throws Exception {
        var begun = new TaskSource<Void>();
        var goOn = new TaskSource<Void>();
        ConcurrentLinkedDeque<Progress> seen = new ConcurrentLinkedDeque<>();
        copy.onProgress(Duration.ofNanos(1), now -> {
            seen.add(now);
            begun.succeed(null);
            goOn.task().join();
        });
        begun.task().await();
        for (int i = 1; i <= 100; i++) {
            give(10);
            awaitBytes(10L * i);
        }
        end();
        assertThat(seen).hasSize(1);
        goOn.succeed(null);
        copy.close();
        assertThat(seen).hasSize(2);
        assertThat(seen.getLast().transferredBytes()).isEqualTo(1000);
    }

    @Test
    void whatASubscriberThrowsConcernsNobodyElse() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        var thrown = new TaskSource<Throwable>();
        List<Progress> other = new CopyOnWriteArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> thrown.succeed(e));
        try {
            copy.onProgress(OFTEN, _ -> {
                calls.incrementAndGet();
                throw new IllegalStateException("of the subscriber");
            });
            copy.onProgress(OFTEN, other::add);
            assertThat(thrown.task().await()).hasMessage("of the subscriber");
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        give(100);
        end();
        copy.close();
        assertThat(calls).hasValue(1);
        assertThat(other.getLast().state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void whoSubscribesInAContextIsCalledThereOneCallAtATime() throws Exception {
        List<Progress> seen = new CopyOnWriteArrayList<>();
        try (var context = new PumpedContext()) {
            context.post(() -> copy.onProgress(OFTEN, now -> {
                assertThat(context.isCurrent()).isTrue();
                seen.add(now);
            }));
            context.runAll();
            pumpUntil(context, seen, 1);
            context.runAll();
            give(100);
            awaitBytes(100);
            meanwhile();
            assertThat(context.size()).as("what waits to be run").isLessThanOrEqualTo(1);
            give(100);
            awaitBytes(200);
            pumpUntil(context, seen, seen.size() + 1);
            assertThat(seen.getLast().transferredBytes()).as("as it is now").isEqualTo(200);
            end();
            Task<Void> closed = Task.run(copy::close);
            context.runUntil(closed);
            assertThat(seen.getLast().state()).isEqualTo(State.SUCCEEDED);
            assertThat(seen.stream().filter(p -> p.state().isEnd())).hasSize(1);
        }
    }

    private static void pumpUntil(PumpedContext context, List<?> seen, int size) {
        while (seen.size() < size) {
            context.runAll();
            Thread.onSpinWait();
        }
    }

    @Test
    void whoClosesInItsContextMakesTheLastCallItself() throws Exception {
        List<Progress> seen = new CopyOnWriteArrayList<>();
        try (var context = new PumpedContext()) {
            context.post(() -> copy.onProgress(OFTEN, seen::add));
            context.runAll();
            end();
            List<Progress> whenClosed = new CopyOnWriteArrayList<>();
            context.post(() -> {
                copy.close();
                whenClosed.addAll(seen);
            });
            context.runAll();
            assertThat(whenClosed.getLast().state()).isEqualTo(State.SUCCEEDED);
            context.runAll();
            assertThat(seen).isEqualTo(whenClosed);
        }
    }

    @Test
    void aContextThatMustNotWaitDoesNot() throws Exception {
        var read = new TaskSource<Integer>(_ -> {}); // it cannot be stopped
        ByteSource stubborn = new ByteSource() {
            @Override
            public Task<Integer> read(ByteBuffer target, CancellationToken token) {
                return read.task();
            }

            @Override
            public Task<Void> closing() {
                return Task.completed(null);
            }
        };
        try (var running = StreamCopy.start(stubborn, out.sink());
                var context = new PumpedContext()) {
            Runnable close = running::close;
            Task<Void> closed = context.call(() -> {
                close.run();
                return null;
            });
            assertThatThrownBy(() -> context.runUntil(closed)).isInstanceOf(IllegalStateException.class);
            assertThat(running.isDone()).isFalse();
            read.succeed(7);
            assertThatThrownBy(running::await).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void anAsynchronousFunctionInAContextClosesAsAnybody() throws Exception {
        List<Progress> seen = new CopyOnWriteArrayList<>();
        try (var context = new PumpedContext()) {
            Task<Void> closed = context.run(() -> {
                copy.onProgress(OFTEN, seen::add);
                copy.close();
                assertThat(seen.getLast().state()).isEqualTo(State.CANCELLED);
            });
            context.runUntil(closed);
        }
    }

    @Test
    void anExecutorThatMayBlockIsNotWaitedForByItself() throws Exception {
        List<Progress> seen = new CopyOnWriteArrayList<>();
        try (var executor = Executors.newSingleThreadExecutor()) {
            SyncContext context = SyncContext.of(executor);
            assertThat(context.call(() -> {
                                copy.onProgress(OFTEN, seen::add);
                                in.sink().close();
                                long bytes = copy.await();
                                copy.close();
                                return bytes;
                            })
                            .await())
                    .isZero();
            assertThat(seen).extracting(Progress::state).containsExactly(State.SUCCEEDED);
        }
    }

    @Test
    void whatIsThrownInAContextIsReported() throws Exception {
        var strict = UnobservedFailures.strict();
        AtomicInteger calls = new AtomicInteger();
        try (var context = new PumpedContext()) {
            context.post(() -> copy.onProgress(OFTEN, _ -> {
                calls.incrementAndGet();
                throw new IllegalStateException("of the subscriber");
            }));
            context.runAll();
            Task<Void> closed = Task.run(() -> {
                end();
                copy.close();
            });
            context.runUntil(closed);
        }
        assertThat(calls).hasValue(1);
        assertThatThrownBy(strict::close)
                .isInstanceOf(AssertionError.class)
                .hasStackTraceContaining("of the subscriber");
    }

    @Test
    void whatFlowsIsThereInEachCall() throws Exception {
        ThreadLocal<String> language = new ThreadLocal<>();
        List<String> seen = new CopyOnWriteArrayList<>();
        try (var _ = FlowingValue.register(FlowingValue.of(language))) {
            language.set("de");
            copy.onProgress(OFTEN, _ -> seen.add(language.get()));
            language.remove();
            end();
            copy.close();
        }
        assertThat(seen).isNotEmpty().containsOnly("de");
    }

    @Test
    void momentsCanBeAwaited() throws Exception {
        try (var moments = EventAwaiter.<Progress>of(1, Overflow.DROP_OLDEST, copy::onProgress)) {
            assertThat(moments.next().await().transferredBytes()).isZero();
            give(100);
            while (moments.next().await().transferredBytes() < 100) {}
            end();
            while (!moments.next().await().state().isEnd()) {}
        }
    }

    @Test
    void anIntervalThatIsNoneIsRefused() {
        assertThatThrownBy(() -> copy.onProgress(Duration.ZERO, _ -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
    }
}
