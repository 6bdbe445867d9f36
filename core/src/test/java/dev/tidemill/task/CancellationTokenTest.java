package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How word of a cancellation gets to those who registered, and how they take that back.
@Timeout(60)
class CancellationTokenTest {

    private final CancellationSource source = new CancellationSource();
    private final CancellationToken token = source.token();

    @Test
    void aTokenTellsWhetherAndWhy() {
        assertFalse(token.isCancelled());
        assertNull(token.reason());
        token.throwIfCancelled();
        assertTrue(source.cancel("enough"));
        assertTrue(token.isCancelled());
        assertTrue(source.isCancelled());
        assertEquals(new CancellationReason.Requested("enough"), token.reason());
        assertEquals(
                "cancelled on request: enough",
                assertThrows(CancellationException.class, token::throwIfCancelled)
                        .getMessage());
        assertEquals("cancelled on request: enough", token.toString());
    }

    @Test
    void onlyTheFirstReasonCounts() {
        assertTrue(source.cancel(new CancellationReason.Deadline(Duration.ofSeconds(5))));
        assertFalse(source.cancel());
        assertThrows(DeadlineExceededException.class, token::throwIfCancelled);
    }

    @Test
    void noneIsNeverCancelled() {
        var none = CancellationToken.none();
        none.throwIfCancelled();
        assertFalse(none.isCancelled());
        assertNull(none.reason());
        assertSame(none.onCancel(() -> {}), none.onCancel(() -> {}));
        assertTrue(none.onCancel(() -> {}).unregister());
        none.onCancel(() -> {}).close();
        assertEquals("never cancelled", none.toString());
        assertThrows(NullPointerException.class, () -> none.onCancel((Runnable) null));
    }

    @Test
    void callbacksRunOnTheThreadThatCancelsTheLastOneFirst() {
        var order = new ArrayList<Integer>();
        for (int i = 0; i < 5; i++) {
            int index = i;
            token.onCancel(() -> {
                assertTrue(token.isCancelled());
                order.add(index);
            });
        }
        source.cancel();
        assertEquals(List.of(4, 3, 2, 1, 0), order);
        source.cancel();
        assertEquals(5, order.size());
    }

    @Test
    void aCallbackThatComesTooLateRunsAtOnce() {
        source.cancel();
        var ran = new AtomicBoolean();
        var registration = token.onCancel(() -> ran.set(true));
        assertTrue(ran.get());
        assertFalse(registration.unregister());
        registration.close();
    }

    @Test
    void aCallbackThatIsTakenBackDoesNotRun() {
        var order = new ArrayList<Integer>();
        var registrations = IntStream.range(0, 5)
                .mapToObj(i -> token.onCancel(() -> order.add(i)))
                .toList();
        assertTrue(registrations.get(0).unregister());
        registrations.get(2).close();
        assertTrue(registrations.get(4).unregister());
        assertFalse(registrations.get(4).unregister());
        source.cancel();
        assertEquals(List.of(3, 1), order);
        assertFalse(registrations.get(1).unregister());
    }

    @Test
    void whatCallbacksThrowIsThrownWhenAllOfThemRan() {
        var order = new ArrayList<Integer>();
        var first = new IllegalStateException("first");
        var second = new AssertionError("second");
        token.onCancel(() -> order.add(0));
        token.onCancel(() -> {
            throw second;
        });
        token.onCancel(() -> order.add(1));
        token.onCancel(() -> {
            throw first;
        });
        assertSame(first, assertThrows(IllegalStateException.class, source::cancel));
        assertEquals(List.of(second), List.of(first.getSuppressed()));
        assertEquals(List.of(1, 0), order);
    }

    @Test
    void aTaskIsAskedWithTheReasonOfTheToken() {
        var reasons = new ArrayList<CancellationReason>();
        var work = new TaskSource<Integer>(reasons::add);
        var registration = token.onCancel(work.task());
        source.cancel("enough");
        assertEquals(List.of(new CancellationReason.Requested("enough")), reasons);
        assertFalse(registration.unregister());
    }

    @Test
    void closingWaitsForACallbackThatIsRunning() throws Exception {
        var running = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        var ended = new AtomicBoolean();
        var registration = token.onCancel(() -> {
            running.countDown();
            await(finish);
            ended.set(true);
        });
        Task<Boolean> cancelling = Task.run(() -> source.cancel());
        running.await();
        assertFalse(registration.unregister()); // this one does not wait
        var closing = new Thread(() -> {
            registration.close();
            assertTrue(ended.get());
        });
        var failed = new AtomicReference<Throwable>();
        closing.setUncaughtExceptionHandler((_, thrown) -> failed.set(thrown));
        closing.start();
        TestThreads.untilParked(closing);
        closing.interrupt(); // put off
        finish.countDown();
        closing.join();
        assertNull(failed.get());
        assertTrue(cancelling.await());
    }

    @Test
    void closingDoesNotWaitForAnotherCallback() throws Exception {
        var running = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        var order = Collections.synchronizedList(new ArrayList<String>());
        var older = token.onCancel(() -> order.add("older"));
        token.onCancel(() -> {
            running.countDown();
            await(finish);
        });
        var newer = token.onCancel(() -> order.add("newer"));
        Task<Boolean> cancelling = Task.run(() -> source.cancel());
        running.await();
        newer.close();
        older.close();
        finish.countDown();
        assertTrue(cancelling.await());
        assertEquals(List.of("newer"), order);
    }

    @Test
    void aCallbackMayCloseItsOwnRegistration() {
        var registration = new AtomicReference<CancellationToken.Registration>();
        var ran = new AtomicBoolean();
        registration.set(token.onCancel(() -> {
            registration.get().close();
            ran.set(true);
        }));
        source.cancel();
        assertTrue(ran.get());
    }

    @Test
    void aCallbackMayRegisterAndCancel() {
        var order = new ArrayList<String>();
        token.onCancel(() -> {
            order.add("begin");
            token.onCancel(() -> order.add("registered meanwhile"));
            assertFalse(source.cancel());
            order.add("end");
        });
        source.cancel();
        assertEquals(List.of("begin", "registered meanwhile", "end"), order);
    }

    @Test
    void aThreadThatMustNotWaitAsksOperationsAndRunsNoCallback() throws Exception {
        var order = Collections.synchronizedList(new ArrayList<String>());
        var threads = Collections.synchronizedList(new ArrayList<Thread>());
        var called = new CountDownLatch(2);
        var late = new CountDownLatch(1);
        token.onCancel(operation("operation 1", order));
        token.onCancel(() -> note("callback 1", order, threads, called));
        var takenBack = token.onCancel(() -> order.add("taken back"));
        token.onCancel(operation("operation 2", order));
        token.onCancel(() -> {
            assertTrue(takenBack.unregister());
            note("callback 2", order, threads, called);
        });
        TestThreads.onNonBlockingThread(source::cancel);
        called.await();
        assertEquals(
                List.of("operation 2 on non-blocking", "operation 1 on non-blocking", "callback 2", "callback 1"),
                order);
        order.clear();
        TestThreads.onNonBlockingThread(() -> {
            token.onCancel(operation("late operation", order));
            return token.onCancel(() -> note("late callback", order, threads, late));
        });
        late.await();
        assertEquals(List.of("late operation on non-blocking", "late callback"), order);
        assertTrue(threads.stream().allMatch(Thread::isVirtual), threads::toString);
    }

    @Test
    void codeThatIsATaskIsCancelledAndNotRun() throws Exception {
        var body = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var running = Task.run(() -> {
            body.countDown();
            release.await();
        });
        body.await();
        token.onCancel(running);
        TestThreads.onNonBlockingThread(source::cancel);
        assertThrows(CancellationException.class, running::await);

        var late = Task.run(() -> release.await());
        TestThreads.onNonBlockingThread(() -> token.onCancel(late));
        assertThrows(CancellationException.class, late::await);
    }

    private static void note(String what, List<String> order, List<Thread> threads, CountDownLatch all) {
        order.add(what);
        threads.add(Thread.currentThread());
        all.countDown();
    }

    private static Task<Void> operation(String name, List<String> order) {
        return new Task<>() {
            @Override
            protected void cancelRequested(CancellationReason reason) {
                order.add(name + " on " + Thread.currentThread().getName());
            }
        };
    }

    @Test
    void aThreadThatMustNotWaitDoesNotWaitForACallback() throws Exception {
        var running = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        var registration = token.onCancel(() -> {
            running.countDown();
            await(finish);
        });
        Task<Boolean> cancelling = Task.run(() -> source.cancel());
        running.await();
        assertThrows(
                IllegalStateException.class,
                () -> TestThreads.onNonBlockingThread(() -> {
                    registration.close();
                    return null;
                }));
        assertFalse(TestThreads.onNonBlockingThread(registration::unregister));
        finish.countDown();
        assertTrue(cancelling.await());
    }

    @Test
    void aTokenHoldsNothingThatWasTakenBack() {
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        var random = new Random(seed);
        var kept = new ArrayList<Integer>();
        var called = new ArrayList<Integer>();
        var registrations = new ArrayList<CancellationToken.Registration>();
        var numbers = new ArrayList<Integer>();
        for (int step = 0; step < 10_000; step++) {
            if (registrations.isEmpty() || random.nextBoolean()) {
                int number = step;
                registrations.add(token.onCancel(() -> called.add(number)));
                numbers.add(number);
            } else {
                int index = random.nextInt(registrations.size());
                assertTrue(registrations.remove(index).unregister(), "-Dtidemill.test.seed=" + seed + " step " + step);
                numbers.remove(index);
            }
        }
        kept.addAll(numbers.reversed());
        source.cancel();
        assertEquals(kept, called, "-Dtidemill.test.seed=" + seed);
    }

    @Test
    void aFailingOperationDoesNotHinderTheOthers() {
        var work = new TaskSource<Integer>();
        token.onCancel(work.task());
        token.onCancel(new Task<Void>() {
            @Override
            protected void cancelRequested(CancellationReason reason) {
                throw new IllegalStateException();
            }
        });
        assertThrows(IllegalStateException.class, source::cancel);
        assertTrue(work.task().isCancelled());
        assertFalse(work.fail(new IOException()));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// A thread that must not wait registers with a token that is cancelled already.
    @Test
    void aLateCallbackOfAThreadThatMustNotWaitIsWaitedForToo() throws Exception {
        var source = new CancellationSource();
        source.cancel();
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var ended = new AtomicBoolean();
        var registration = TestThreads.onNonBlockingThread(() -> source.token().onCancel(() -> {
            begun.countDown();
            awaitUninterruptibly(goOn);
            ended.set(true);
        }));
        begun.await();
        var endedBeforeClosed = new AtomicBoolean();
        Thread closing = new Thread(() -> {
            registration.close();
            endedBeforeClosed.set(ended.get());
        });
        closing.start();
        TestThreads.untilParked(closing);
        goOn.countDown();
        closing.join();
        assertTrue(endedBeforeClosed.get());
        assertFalse(registration.unregister());
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
