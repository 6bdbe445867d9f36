package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What it means to run in a context.
@Timeout(60)
class SyncContextTest {

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final SyncContext context = SyncContext.of(thread);
    private final PumpedContext pumped = new PumpedContext();

    @AfterEach
    void end() {
        thread.shutdownNow();
    }

    @Test
    void codeOutsideOfAContextHasNone() throws Exception {
        assertNull(SyncContext.current());
        assertFalse(context.isCurrent());
        assertTrue(Task.run(() -> SyncContext.current() == null).await());
    }

    @Test
    void aContextIsCurrentWhileItRunsSomething() throws Exception {
        assertSame(context, context.call(SyncContext::current).await());
        assertNull(thread.submit(SyncContext::current).get());
        var seen = new AtomicReference<SyncContext>();
        pumped.post(() -> seen.set(SyncContext.current()));
        assertNull(seen.get());
        assertTrue(pumped.runOne());
        assertSame(pumped, seen.get());
        assertNull(SyncContext.current());
    }

    @Test
    void anotherThreadStartedThereHasNoContext() {
        var seen = new AtomicReference<>(context);
        pumped.post(() -> {
            Thread other = Thread.ofPlatform().start(() -> seen.set(SyncContext.current()));
            TestThreads.until(() -> !other.isAlive());
        });
        pumped.runAll();
        assertNull(seen.get());
    }

    @Test
    void aContextWithinAContextIsTheCurrentOne() {
        var inner = new PumpedContext();
        List<SyncContext> seen = new ArrayList<>();
        pumped.post(() -> {
            inner.post(() -> seen.add(SyncContext.current()));
            inner.runAll();
            seen.add(SyncContext.current());
        });
        pumped.runAll();
        assertEquals(List.of(inner, pumped), seen);
    }

    @Test
    void aContextOfAContextIsThatContext() {
        assertSame(pumped, SyncContext.of(pumped));
    }

    @Test
    void whatIsPostedRunsLaterAlsoFromInside() {
        List<String> order = new ArrayList<>();
        pumped.post(() -> {
            pumped.post(() -> order.add("posted"));
            order.add("first");
        });
        assertEquals(2, pumped.runAll());
        assertEquals(List.of("first", "posted"), order);
    }

    @Test
    void aCallGivesItsValueOrWhatItThrew() throws Exception {
        assertEquals("value", context.call(() -> "value").await());
        var thrown = new IOException();
        var failed = context.call(() -> {
            throw thrown;
        });
        assertSame(thrown, assertThrows(IOException.class, failed::await));
    }

    @Test
    void aCallFromInsideRunsAtOnce() {
        var at = new AtomicReference<Task<Thread>>();
        pumped.post(() -> {
            at.set(pumped.call(Thread::currentThread));
            assertTrue(at.get().isDone());
        });
        pumped.runAll();
        assertSame(Thread.currentThread(), at.get().resultNow());
    }

    @Test
    void aCallThatWasCancelledBeforeItBeganNeverRuns() {
        var call = pumped.call(() -> {
            throw new AssertionError("runs");
        });
        call.cancel();
        assertTrue(call.isCancelled());
        pumped.runAll();
        assertTrue(call.isCancelled());
    }

    @Test
    void aContextThatWasShutDownFailsTheTask() {
        var pending = new TaskSource<String>();
        var continued = new AtomicReference<Task<Integer>>();
        pumped.post(() -> continued.set(pending.task().thenApply(String::length)));
        pumped.runAll();
        pumped.close();
        assertThrows(RejectedExecutionException.class, () -> pumped.post(() -> {}));
        assertInstanceOf(
                RejectedExecutionException.class, pumped.call(() -> "value").exceptionNow());
        pending.succeed("value");
        assertInstanceOf(RejectedExecutionException.class, continued.get().exceptionNow());
        assertInstanceOf(
                RejectedExecutionException.class,
                Task.completed("value").thenOn(pumped, String::length).exceptionNow());
        thread.shutdown();
        assertInstanceOf(
                RejectedExecutionException.class, context.call(() -> "value").exceptionNow());
    }

    @Test
    void whatPostedCodeThrowsGoesToTheHandler() {
        List<Throwable> seen = new ArrayList<>();
        pumped.onFailure(seen::add);
        var thrown = new IllegalArgumentException();
        pumped.post(() -> {
            throw thrown;
        });
        pumped.runAll();
        assertEquals(List.of(thrown), seen);
    }

    @Test
    void withoutAHandlerItIsThatOfTheThread() throws Exception {
        var seen = new AtomicReference<Throwable>();
        var thrown = new IllegalArgumentException();
        pumped.post(() -> {
            throw thrown;
        });
        Thread pump = Thread.ofPlatform()
                .uncaughtExceptionHandler((_, t) -> seen.set(t))
                .start(pumped::runAll);
        pump.join();
        assertSame(thrown, seen.get());
        pumped.onFailure(_ -> {
            throw thrown; // a handler that fails as well
        });
        seen.set(null);
        pumped.post(() -> {
            throw new IllegalStateException();
        });
        pump = Thread.ofPlatform()
                .uncaughtExceptionHandler((_, t) -> seen.set(t))
                .start(pumped::runAll);
        pump.join();
        assertSame(thrown, seen.get());
    }

    @Test
    void codeCanAskWhetherItMayKeepItsThreadWaiting() throws Exception {
        assertTrue(SyncContext.mayBlockHere());
        var inContext = pumped.call(SyncContext::mayBlockHere);
        pumped.runAll();
        assertEquals(false, inContext.await());
        var inOther = SyncContext.of(Runnable::run).call(SyncContext::mayBlockHere);
        assertEquals(true, inOther.await());
        assertEquals(false, TestThreads.onNonBlockingThread(SyncContext::mayBlockHere));
        assertEquals(true, Task.run(SyncContext::mayBlockHere).await());
    }

    @Test
    void waitingIsRefusedWhereAContextSaysSo() {
        var pending = new TaskSource<String>();
        var call = pumped.call(() -> pending.task().await());
        pumped.runAll();
        var refused = assertInstanceOf(IllegalStateException.class, call.exceptionNow());
        assertTrue(refused.getMessage().contains("launch("), refused.getMessage());
        for (Task.Body wait : List.<Task.Body>of(
                () -> pending.task().get(),
                () -> pending.task().join(),
                () -> {
                    Outcome<String> _ = pending.task().outcome();
                },
                () -> {
                    boolean _ = pending.task().waitFor(Duration.ZERO);
                })) {
            var body = pumped.call(() -> {
                wait.run();
                return "waited";
            });
            pumped.runAll();
            assertInstanceOf(IllegalStateException.class, body.exceptionNow());
        }
        pending.succeed("value");
        var done = pumped.call(() -> pending.task().await());
        pumped.runAll();
        assertEquals("value", done.resultNow());
    }

    @Test
    void aContextOnAnExecutorMayWait() throws Exception {
        var pending = new TaskSource<String>();
        var call = context.call(() -> pending.task().await());
        pending.succeed("value");
        assertEquals("value", call.await());
    }

    @Test
    void pumpingUntilATaskIsDoneGivesItsValue() throws Exception {
        var body = Task.run(() -> pumped.call(() -> "value").await());
        assertEquals("value", pumped.runUntil(body));
        var cancelled = new TaskSource<String>();
        cancelled.cancel();
        assertThrows(CancellationException.class, () -> pumped.runUntil(cancelled.task()));
    }

    @Test
    void pumpingForATaskThatIsNeverDoneEnds() {
        var never = new TaskSource<String>();
        var tooLong =
                assertThrows(IllegalStateException.class, () -> pumped.runUntil(never.task(), Duration.ofMillis(1)));
        assertTrue(tooLong.getMessage().contains("pending"), tooLong.getMessage());
    }
}
