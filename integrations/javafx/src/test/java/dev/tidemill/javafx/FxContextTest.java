package dev.tidemill.javafx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.task.Outcome;
import dev.tidemill.task.SyncContext;
import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import javafx.application.Platform;
import javafx.scene.Group;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/// Tasks on the application thread.
@Timeout(60)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FxContextTest {

    private static Display display;

    private final TaskSource<String> source = new TaskSource<>();
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void start() throws Throwable {
        display = Display.withJavaFx();
    }

    @AfterAll
    static void end() throws InterruptedException {
        if (display != null) {
            Platform.exit();
            display.end();
        }
    }

    /// What this does as the handler of an event, which knows nothing of tasks.
    private static <T> T inHandler(Callable<T> code) throws Exception {
        var handler = new FutureTask<>(code);
        Platform.runLater(handler);
        return handler.get();
    }

    @Test
    void theApplicationThreadHasItsContextInEveryHandler() throws Exception {
        assertSame(FxContext.get(), inHandler(SyncContext::current));
        assertTrue(FxContext.call(Platform::isFxApplicationThread).await());
        assertNull(SyncContext.current());
        assertNull(Task.run(SyncContext::current).await());
        assertNull(Task.compute(SyncContext::current).await());
    }

    @Test
    void aFunctionAddedInAHandlerComesBackToTheApplicationThread() throws Exception {
        Task<Boolean> back = inHandler(() -> source.task().thenApply(_ -> Platform.isFxApplicationThread()));
        Task<Boolean> free =
                inHandler(() -> source.task().configureAwait(false).thenApply(_ -> Platform.isFxApplicationThread()));
        source.succeed("value");
        assertTrue(back.await());
        assertFalse(free.await());
        assertTrue(source.task()
                .thenOn(FxContext.get(), _ -> Platform.isFxApplicationThread())
                .await());
    }

    @Test
    void everyPartOfAnAsynchronousFunctionRunsOnTheApplicationThread() throws Exception {
        Task<String> function = inHandler(() -> {
            Task<String> begun = FxContext.run(() -> {
                assertTrue(Platform.isFxApplicationThread());
                String text = source.task().await();
                assertTrue(Platform.isFxApplicationThread());
                assertSame(FxContext.get(), SyncContext.current());
                order.add("shown");
                return text;
            });
            order.add("handler ended");
            return begun;
        });
        inHandler(() -> order.add("another event"));
        source.succeed("text");
        assertEquals("text", function.await());
        assertEquals(List.of("handler ended", "another event", "shown"), order);
    }

    @Test
    void waitingInAHandlerIsRefused() throws Exception {
        IllegalStateException refused = inHandler(() ->
                assertThrows(IllegalStateException.class, () -> source.task().await()));
        assertTrue(
                refused.getMessage().endsWith("FxContext.launch(() -> { ... task.await(); ... })"),
                refused.getMessage());
        assertThrows(
                IllegalStateException.class, FxContext.call(() -> source.task().join())::await);
        source.succeed("value");
        assertEquals("value", inHandler(() -> source.task().await()));
    }

    @Test
    void aHandlerUnderADialogOfAFunctionIsNotPartOfTheFunction() throws Exception {
        var nested = new AtomicReference<Task<String>>();
        var handled = new TaskSource<Throwable>();
        var function = FxContext.run(() -> {
            var dialog = new Stage();
            dialog.setScene(new Scene(new Group()));
            Platform.runLater(() -> {
                var refused = assertThrows(
                        IllegalStateException.class, () -> source.task().join());
                nested.set(FxContext.run(() -> source.task().await()));
                handled.succeed(refused);
                dialog.close();
            });
            dialog.showAndWait();
            order.add("dialog closed");
            return source.task().await();
        });
        var refused = handled.task().await();
        assertTrue(refused.getMessage().contains("FxContext.launch"), refused.getMessage());
        Task<String> inDialog = nested.get();
        while (order.isEmpty()) {
            inHandler(() -> null);
        }
        assertFalse(function.isDone());
        assertFalse(inDialog.isDone());
        source.succeed("value");
        assertEquals("value", function.await());
        assertEquals("value", inDialog.await());
    }

    @Test
    void aFunctionLaunchedUnderANestedEventLoopGoesOnThere() throws Exception {
        var key = new Object();
        var function = FxContext.run(() -> {
            Platform.runLater(() -> FxContext.launch(() -> {
                order.add("in the loop");
                order.add(source.task().await());
                Platform.exitNestedEventLoop(key, null);
            }));
            Platform.enterNestedEventLoop(key);
            order.add("loop ended");
        });
        while (order.isEmpty()) {
            inHandler(() -> null);
        }
        source.succeed("value");
        function.await();
        assertEquals(List.of("in the loop", "value", "loop ended"), order);
    }

    @Test
    void aCancelledFunctionDoesNotInterruptTheApplicationThread() throws Exception {
        var begun = new TaskSource<Void>();
        var function = FxContext.run(() -> {
            begun.succeed(null);
            try {
                source.task().await();
            } finally {
                order.add("finally");
            }
        });
        begun.task().await();
        function.cancel();
        assertInstanceOf(Outcome.Cancelled.class, function.outcome());
        assertEquals(List.of("finally"), order);
        assertFalse(inHandler(() -> Thread.currentThread().isInterrupted()));
    }

    /// The last one: JavaFX does not start again.
    @Test
    @Order(Integer.MAX_VALUE)
    void aFunctionFailsThatCannotGoOn() throws Exception {
        Thread thread = FxContext.call(Thread::currentThread).await();
        var begun = new TaskSource<Void>();
        var function = FxContext.run(() -> {
            begun.succeed(null);
            return source.task().await();
        });
        begun.task().await();
        Platform.exit();
        thread.join();
        source.succeed("value");
        assertThrows(RejectedExecutionException.class, function::await);
        assertThrows(RejectedExecutionException.class, FxContext.call(() -> 1)::await);
    }
}
