package dev.tidemill.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HandlerPoolTest {

    @Test
    void noCallWaitsForOneThatBlocks() throws InterruptedException {
        int calls = 50;
        var all = new CountDownLatch(calls);
        var together = new CountDownLatch(calls);
        try (var threads = Executors.newCachedThreadPool()) {
            var pool = new HandlerPool(threads);
            Runnable call = () -> {
                all.countDown();
                try {
                    if (all.await(20, TimeUnit.SECONDS)) together.countDown();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            };
            pool.execute(
                    () -> { // a handler whose thread stays busy with the first
                        for (int i = 1; i < calls; i++) pool.execute(call);
                        call.run();
                    });
            assertTrue(together.await(25, TimeUnit.SECONDS));
        }
    }

    @Test
    void aThreadTakesTheCallsThatCameMeanwhile() {
        Queue<Runnable> started = new ArrayDeque<>();
        var pool = new HandlerPool(started::add);
        List<String> order = new ArrayList<>();
        pool.execute(() -> {
            pool.execute(() -> order.add("the next"));
            order.add("the first"); // nobody is called in the middle of his own work
        });
        assertEquals(1, started.size());
        started.remove().run();
        assertEquals(List.of("the first", "the next"), order);
        assertEquals(1, started.size()); // was woken while the first might have blocked
        started.remove().run();
        pool.execute(() -> order.add("the last"));
        started.remove().run();
        assertEquals(List.of("the first", "the next", "the last"), order);
    }

    @Test
    void oneThreadAtATimeIsWoken() {
        Queue<Runnable> started = new ArrayDeque<>();
        var pool = new HandlerPool(started::add);
        var called = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) pool.execute(called::countDown);
        assertEquals(1, started.size());
        started.remove().run();
        assertEquals(0, called.getCount());
    }

    @Test
    void aCallThatThrowsHoldsUpNobody() {
        Queue<Runnable> started = new ArrayDeque<>();
        var pool = new HandlerPool(started::add);
        var thrown = new IllegalStateException("a handler's");
        var called = new CountDownLatch(1);
        pool.execute(() -> {
            throw thrown;
        });
        pool.execute(called::countDown);
        Runnable first = started.remove();
        assertEquals(thrown, assertThrows(IllegalStateException.class, first::run));
        started.remove().run();
        assertEquals(0, called.getCount());
    }

    @Test
    void whoeverCallsHearsThatThereIsNoThread() {
        var refused = new RejectedExecutionException("none");
        Queue<Runnable> started = new ArrayDeque<>();
        var none = new boolean[] {true};
        var pool = new HandlerPool(work -> {
            if (none[0]) throw refused;
            started.add(work);
        });
        List<String> order = new ArrayList<>();
        assertEquals(
                refused,
                assertThrows(RejectedExecutionException.class, () -> pool.execute(() -> order.add("refused"))));
        none[0] = false;
        pool.execute(() -> order.add("called"));
        started.remove().run();
        assertEquals(List.of("called"), order);
    }
}
