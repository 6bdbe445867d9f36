package dev.tidemill.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.task.FlowingValue;
import dev.tidemill.task.PumpedContext;
import dev.tidemill.task.SyncContext;
import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import dev.tidemill.task.Tasks;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/// The context of Micrometer follows the work.
@Timeout(60)
@Isolated
class ContextFlowTest {

    private static final String KEY = "request";
    private static final ThreadLocal<String> REQUEST = new ThreadLocal<>();

    private final TaskSource<String> source = new TaskSource<>();
    private FlowingValue.Registration flow;

    @BeforeEach
    void begin() {
        ContextRegistry.getInstance().registerThreadLocalAccessor(KEY, REQUEST);
        flow = ContextFlow.register();
        REQUEST.set("17");
    }

    @AfterEach
    void end() {
        flow.close();
        REQUEST.remove();
        assertTrue(ContextRegistry.getInstance().removeThreadLocalAccessor(KEY));
    }

    @Test
    void aFunctionSeesItOnAVirtualThread() throws Exception {
        var seen = source.task()
                .thenApply(_ -> REQUEST.get() + Thread.currentThread().isVirtual());
        REQUEST.set("18");
        var later = source.task().thenApply(_ -> REQUEST.get());
        source.succeed("value");
        assertEquals("17true", seen.await());
        assertEquals("18", later.await());
    }

    @Test
    void bodiesSeeIt() throws Exception {
        assertEquals("17", Task.run(REQUEST::get).await());
        assertEquals("17", Task.compute(REQUEST::get).await());
        assertEquals("17", Task.run(() -> Task.compute(REQUEST::get).await()).await());
    }

    @Test
    void bodiesOfForEachSeeIt() throws Exception {
        Set<String> seen = Collections.synchronizedSet(new HashSet<>());
        Tasks.forEach(
                        List.of(1, 2, 3),
                        2,
                        item -> Task.run(() -> {
                            seen.add(REQUEST.get() + "/" + item);
                        }))
                .await();
        assertEquals(Set.of("17/1", "17/2", "17/3"), seen);
    }

    @Test
    void itIsTheThreadsOwnAgainAfterwards() throws Exception {
        try (var thread = Executors.newSingleThreadExecutor()) {
            thread.submit(() -> REQUEST.set("of the thread")).get();
            var context = SyncContext.of(thread);
            assertEquals(
                    "17",
                    context.call(() -> {
                                String seen = REQUEST.get();
                                REQUEST.set("changed");
                                return seen;
                            })
                            .await());
            assertEquals("of the thread", thread.submit(REQUEST::get).get());
        }
        assertEquals("17", REQUEST.get());
    }

    @Test
    void whatIsNotSetWhereAFunctionIsAddedIsNotSetWhereItRuns() throws Exception {
        REQUEST.remove();
        try (var thread = Executors.newSingleThreadExecutor()) {
            thread.submit(() -> REQUEST.set("of the thread")).get();
            assertNull(SyncContext.of(thread).call(REQUEST::get).await());
            assertEquals("of the thread", thread.submit(REQUEST::get).get());
        }
    }

    @Test
    void anAsynchronousFunctionKeepsItsOwn() throws Exception {
        var context = new PumpedContext();
        var function = context.run(() -> {
            String first = REQUEST.get();
            REQUEST.set("its own");
            source.task().await();
            return first + ", " + REQUEST.get();
        });
        REQUEST.set("18");
        context.runAll();
        assertEquals("18", REQUEST.get());
        source.succeed("value");
        assertEquals("17, its own", context.runUntil(function));
        assertEquals("18", REQUEST.get());
    }

    @Test
    void anAccessorThatIsRegisteredLaterCountsFromThenOn() throws Exception {
        var later = new ThreadLocal<String>();
        later.set("set");
        assertNull(Task.run(later::get).await());
        ContextRegistry.getInstance().registerThreadLocalAccessor("later", later);
        try {
            assertEquals(
                    "17 set", Task.run(() -> REQUEST.get() + " " + later.get()).await());
        } finally {
            assertTrue(ContextRegistry.getInstance().removeThreadLocalAccessor("later"));
            later.remove();
        }
    }

    @Test
    void aFactorySaysWhatFlows() throws Exception {
        flow.close();
        assertNull(Task.run(REQUEST::get).await());
        var other = new ThreadLocal<String>();
        other.set("other");
        var registry = new ContextRegistry().registerThreadLocalAccessor("other", other);
        flow = ContextFlow.register(
                ContextSnapshotFactory.builder().contextRegistry(registry).build());
        assertEquals("other", Task.run(other::get).await());
        assertNull(Task.run(REQUEST::get).await());
        other.remove();
        assertFalse(Task.run(() -> other.get() != null).await());
    }
}
