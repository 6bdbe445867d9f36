package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.CompletionHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Callbacks and listeners as tasks, and tasks for those who bring a callback.
@Timeout(60)
class OldModelsTest {

    // Pairs of callbacks.

    private final AtomicReference<Consumer<Integer>> success = new AtomicReference<>();
    private final AtomicReference<Consumer<Throwable>> failure = new AtomicReference<>();

    private Task<Integer> fromCallbacks() {
        return Tasks.fromCallbacks((onSuccess, onFailure) -> {
            success.set(onSuccess);
            failure.set(onFailure);
        });
    }

    @Test
    void theFirstOfTwoCallbacksCounts() throws Exception {
        var succeeded = fromCallbacks();
        success.get().accept(1);
        failure.get().accept(new IOException("late"));
        success.get().accept(2);
        assertEquals(1, succeeded.await());

        var failed = fromCallbacks();
        failure.get().accept(new IOException("EIO"));
        success.get().accept(1);
        assertEquals("EIO", assertThrows(IOException.class, failed::await).getMessage());
    }

    @Test
    void aFailureThatIsNullIsOneAllTheSame() {
        var failed = fromCallbacks();
        failure.get().accept(null);
        assertThrows(NullPointerException.class, failed::await);

        var handler = new AtomicReference<CompletionHandler<Integer, Object>>();
        Task<Integer> told = Tasks.fromHandler(handler::set);
        handler.get().failed(null, null);
        assertThrows(NullPointerException.class, told::await);
    }

    @Test
    void whatIsCancelledIsDetachedAndClosesWhatComesLate() throws Exception {
        var give = new AtomicReference<Consumer<AutoCloseable>>();
        Task<AutoCloseable> connection = Tasks.fromCallbacks((onSuccess, _) -> give.set(onSuccess));
        connection.cancel();
        var outcome = assertInstanceOf(Outcome.Cancelled.class, connection.outcome());
        assertEquals(Cancellation.Reach.DETACHED, outcome.cancellation().reach());
        var closed = new AtomicBoolean();
        give.get().accept(() -> closed.set(true));
        assertTrue(closed.get());
    }

    @Test
    void whatStartingThrowsIsThrownHere() {
        var thrown = new IllegalStateException("not started");
        assertSame(
                thrown,
                assertThrows(
                        IllegalStateException.class,
                        () -> Tasks.fromCallbacks((_, _) -> {
                            throw thrown;
                        })));
    }

    // Listeners.

    private final Listeners<Integer> source = new Listeners<>();

    private Task<Integer> fromListener() {
        return Tasks.<Integer, Consumer<Integer>>fromListener(first -> first, source::add, source::remove);
    }

    @Test
    void theFirstEventCompletesAndTheListenerIsGone() throws Exception {
        var first = fromListener();
        assertEquals("first event of a listener: pending", first.toString());
        assertEquals(1, source.count());
        var countThen = first.thenApplyAsync(_ -> source.count(), Tasks.inline());
        source.raise(1);
        source.raise(2);
        assertEquals(1, first.await());
        assertEquals(0, countThen.await());
    }

    @Test
    void cancellingTakesTheListenerBack() {
        var first = fromListener();
        first.cancel();
        first.cancel();
        assertEquals(0, source.count());
        assertEquals(
                "first event of a listener cancelled on request",
                assertThrows(CancellationException.class, first::await).getMessage());
    }

    @Test
    void anEventThatComesDuringTheRegistrationCounts() {
        var closed = new AtomicInteger();
        Task<Integer> first = Tasks.fromListener(raise -> {
            raise.accept(1);
            raise.accept(2);
            assertEquals(0, closed.get());
            return closed::incrementAndGet;
        });
        assertEquals(1, first.resultNow());
        assertEquals(1, closed.get());
    }

    @Test
    void aThreadThatMustNotWaitDoesNotTakeTheListenerBackItself() throws Exception {
        var on = new LinkedBlockingQueue<Thread>();
        var raise = new AtomicReference<Consumer<Integer>>();
        for (boolean cancelled : new boolean[] {false, true}) {
            Task<Integer> first = Tasks.fromListener(given -> {
                raise.set(given);
                return () -> on.add(Thread.currentThread());
            });
            TestThreads.onNonBlockingThread(() -> {
                if (cancelled) {
                    first.cancel();
                } else {
                    raise.get().accept(1);
                }
                return null;
            });
            assertTrue(on.take().isVirtual());
            assertEquals(cancelled, first.outcome() instanceof Outcome.Cancelled);
        }
    }

    @Test
    void aListenerThatCannotBeTakenBackHasHadItsEvent() throws Exception {
        var raise = new AtomicReference<Consumer<Integer>>();
        var uncaught = new LinkedBlockingQueue<Throwable>();
        Task<Integer> first = Tasks.fromListener(given -> {
            raise.set(given);
            return () -> {
                throw new IOException("not registered");
            };
        });
        Thread.ofVirtual()
                .uncaughtExceptionHandler((_, thrown) -> uncaught.add(thrown))
                .start(() -> raise.get().accept(1));
        assertEquals(1, first.await());
        assertInstanceOf(IOException.class, uncaught.take().getCause());
    }

    @Test
    void aNullEventIsAFailureAndNoHang() {
        var first = fromListener();
        source.raise(null);
        assertThrows(NullPointerException.class, first::await);
        assertEquals(0, source.count());
    }

    @Test
    void aRegistrationThatThrowsThrowsHere() {
        assertThrows(
                IllegalStateException.class,
                () -> Tasks.<Integer>fromListener(_ -> {
                    throw new IllegalStateException();
                }));
        assertThrows(NullPointerException.class, () -> Tasks.<Integer>fromListener(_ -> null));
    }

    // Handlers.

    private final List<Object> told = new ArrayList<>();

    private final CompletionHandler<Integer, String> handler = new CompletionHandler<>() {
        @Override
        public void completed(Integer result, String attachment) {
            told.addAll(List.of(result, attachment));
        }

        @Override
        public void failed(Throwable thrown, String attachment) {
            told.addAll(List.of(thrown, attachment));
        }
    };

    @Test
    void aHandlerIsToldTheValueOrTheFailureItself() {
        Tasks.toHandler(Task.completed(1), "first", handler);
        var failure = new IOException("EIO");
        Tasks.toHandler(Task.<Integer>failed(failure), "second", handler);
        Tasks.toHandler(Task.<Integer>failed(failure).thenApply(v -> v), "third", handler); // no envelope
        assertEquals(List.of(1, "first", failure, "second", failure, "third"), told);
        told.clear();
        var cancelled = new TaskSource<Integer>();
        cancelled.cancel();
        Tasks.toHandler(cancelled.task(), "fourth", handler);
        assertInstanceOf(CancellationException.class, told.getFirst());
    }

    @Test
    void aHandlerIsCalledOnAVirtualThreadAndGetsItsAttachment() throws Exception {
        var source = new TaskSource<Integer>();
        var on = new LinkedBlockingQueue<Thread>();
        Tasks.toHandler(source.task(), null, new CompletionHandler<Integer, Object>() {
            @Override
            public void completed(Integer result, Object attachment) {
                assertSame(null, attachment);
                on.add(Thread.currentThread());
            }

            @Override
            public void failed(Throwable thrown, Object attachment) {
                throw new AssertionError(thrown);
            }
        });
        TestThreads.onNonBlockingThread(() -> source.succeed(1));
        assertTrue(on.take().isVirtual());
    }

    @Test
    void whatAHandlerThrowsIsUncaught() throws Exception {
        var uncaught = new LinkedBlockingQueue<Throwable>();
        Thread.ofVirtual()
                .uncaughtExceptionHandler((_, thrown) -> uncaught.add(thrown))
                .start(() -> Tasks.toHandler(Task.completed(1), null, new CompletionHandler<Integer, Object>() {
                    @Override
                    public void completed(Integer result, Object attachment) {
                        throw new IllegalStateException("expected");
                    }

                    @Override
                    public void failed(Throwable thrown, Object attachment) {
                        throw new AssertionError("told twice", thrown);
                    }
                }))
                .join();
        assertEquals("expected", uncaught.take().getMessage());
        assertThrows(NullPointerException.class, () -> Tasks.toHandler(Task.completed(1), null, null));
    }
}
