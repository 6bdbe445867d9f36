package dev.tidemill.swing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.task.SyncContext;
import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import java.awt.EventQueue;
import java.awt.SecondaryLoop;
import java.awt.Toolkit;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.swing.JTextArea;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tasks on the event thread, which needs no display.
@Timeout(60)
class SwingContextTest {

    private final TaskSource<String> source = new TaskSource<>();
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    /// What this does as the handler of an event.
    private static void inHandler(Runnable code) throws InterruptedException, InvocationTargetException {
        SwingUtilities.invokeAndWait(code);
    }

    @Test
    void theEventThreadHasItsContextInEveryHandler() throws Exception {
        var seen = new AtomicReference<SyncContext>();
        inHandler(() -> seen.set(SyncContext.current()));
        assertSame(SwingContext.get(), seen.get());
        assertTrue(SwingContext.call(SwingUtilities::isEventDispatchThread).await());
        assertFalse(SwingContext.get().isCurrent());
    }

    @Test
    void aFunctionAddedInAHandlerComesBackToTheEventThread() throws Exception {
        var where = new AtomicReference<Task<Boolean>>();
        var free = new AtomicReference<Task<Boolean>>();
        inHandler(() -> {
            where.set(source.task().thenApply(_ -> SwingUtilities.isEventDispatchThread()));
            free.set(source.task().configureAwait(false).thenApply(_ -> SwingUtilities.isEventDispatchThread()));
        });
        source.succeed("value");
        assertTrue(where.get().await());
        assertFalse(free.get().await());
        assertTrue(source.task()
                .thenOn(SwingContext.get(), _ -> SwingUtilities.isEventDispatchThread())
                .await());
    }

    @Test
    void everyPartOfALaunchedFunctionRunsOnTheEventThread() throws Exception {
        var area = new JTextArea();
        var ended = new TaskSource<Void>();
        inHandler(() -> {
            SwingContext.launch(() -> {
                assertTrue(SwingUtilities.isEventDispatchThread());
                String text = source.task().await();
                assertTrue(SwingUtilities.isEventDispatchThread());
                assertSame(SwingContext.get(), SyncContext.current());
                area.setText(text);
                order.add("shown");
                ended.succeed(null);
            });
            order.add("handler ended");
        });
        inHandler(() -> order.add("another event"));
        source.succeed("text");
        ended.task().await();
        assertEquals(List.of("handler ended", "another event", "shown"), order);
        assertEquals("text", SwingContext.call(area::getText).await());
    }

    @Test
    void waitingInAHandlerIsRefused() throws Exception {
        var refused = new AtomicReference<IllegalStateException>();
        inHandler(() -> refused.set(
                assertThrows(IllegalStateException.class, () -> source.task().await())));
        String message = refused.get().getMessage();
        assertTrue(message.contains("SwingContext.launch(() -> { ... task.await(); ... })"), message);
        assertFalse(message.contains("missing"), message);
        source.succeed("value");
        inHandler(() -> order.add(source.task().join()));
        assertEquals(List.of("value"), order);
    }

    /// A modal dialog is such a loop.
    @Test
    void aHandlerUnderAnEventLoopOfAFunctionIsNotPartOfTheFunction() throws Exception {
        var refused = new AtomicReference<Throwable>();
        var nested = new AtomicReference<Task<String>>();
        var function = SwingContext.run(() -> {
            SecondaryLoop dialog =
                    Toolkit.getDefaultToolkit().getSystemEventQueue().createSecondaryLoop();
            EventQueue.invokeLater(() -> {
                try {
                    refused.set(assertThrows(
                            IllegalStateException.class, () -> source.task().join()));
                    nested.set(SwingContext.run(() -> source.task().await()));
                } finally {
                    dialog.exit();
                }
            });
            assertTrue(dialog.enter());
            order.add("dialog closed");
            return source.task().await();
        });
        while (order.isEmpty()) {
            inHandler(() -> {});
        }
        assertFalse(function.isDone());
        assertFalse(nested.get().isDone());
        source.succeed("value");
        assertEquals("value", function.await());
        assertEquals("value", nested.get().await());
        assertInstanceOf(IllegalStateException.class, refused.get());
    }

    @Test
    void aFunctionLaunchedUnderAnEventLoopGoesOnThere() throws Exception {
        var function = SwingContext.run(() -> {
            SecondaryLoop dialog =
                    Toolkit.getDefaultToolkit().getSystemEventQueue().createSecondaryLoop();
            EventQueue.invokeLater(() -> SwingContext.launch(() -> {
                order.add("in the dialog");
                order.add(source.task().await());
                dialog.exit();
            }));
            assertTrue(dialog.enter());
            order.add("dialog closed");
        });
        while (order.isEmpty()) {
            inHandler(() -> {});
        }
        source.succeed("value");
        function.await();
        assertEquals(List.of("in the dialog", "value", "dialog closed"), order);
    }

    @Test
    void whatALaunchedFunctionThrowsGoesToTheHandlerOfTheEventThread() throws Exception {
        var thrown = new IllegalArgumentException("thrown");
        var seen = new TaskSource<Throwable>();
        var before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, exception) -> seen.succeed(exception));
        try {
            SwingContext.launch(() -> {
                source.task().await();
                throw thrown;
            });
            source.succeed("value");
            assertSame(thrown, seen.task().await());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void aCancelledFunctionDoesNotInterruptTheEventThread() throws Exception {
        var begun = new TaskSource<Void>();
        var function = SwingContext.run(() -> {
            begun.succeed(null);
            try {
                source.task().await();
            } finally {
                order.add("finally");
            }
        });
        begun.task().await();
        function.cancel();
        assertInstanceOf(dev.tidemill.task.Outcome.Cancelled.class, function.outcome());
        assertEquals(List.of("finally"), order);
        assertFalse(
                SwingContext.call(() -> Thread.currentThread().isInterrupted()).await());
    }

    @Test
    void tenThousandFunctionsWaitAtOnce() throws Exception {
        var ended = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            SwingContext.launch(() -> {
                source.task().await();
                assertTrue(SwingUtilities.isEventDispatchThread());
                ended.incrementAndGet();
            });
        }
        source.succeed("value");
        SwingContext.get().whenIdle().await();
        assertEquals(10_000, ended.get());
    }

    /// AWT ends the event thread when there is no window and nothing to do.
    @Test
    void aFunctionGoesOnOnTheNextEventThreadIfItsOwnHasEnded() throws Exception {
        var first = new AtomicReference<Thread>();
        var function = SwingContext.run(() -> {
            first.set(Thread.currentThread());
            source.task().await();
            assertTrue(SwingUtilities.isEventDispatchThread());
            return Thread.currentThread();
        });
        inHandler(() -> {});
        first.get().join();
        source.succeed("value");
        assertFalse(first.get() == function.await());
    }

    @Test
    void aVirtualThreadHasNoContext() throws Exception {
        assertNull(Task.run(SyncContext::current).await());
    }
}
