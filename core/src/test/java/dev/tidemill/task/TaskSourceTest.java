package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tasks that are completed by hand.
@Timeout(60)
class TaskSourceTest {

    @Test
    void theTaskIsAlwaysTheSame() {
        var source = new TaskSource<String>();
        assertSame(source.task(), source.task());
        assertEquals("TaskSource[task: pending]", source.toString());
    }

    @Test
    void itIsCompletedInEveryWay() throws Exception {
        var succeeded = new TaskSource<String>();
        assertTrue(succeeded.succeed("value"));
        assertEquals("value", succeeded.task().await());

        var failed = new TaskSource<String>();
        assertTrue(failed.fail(new IOException("EIO")));
        assertThrows(IOException.class, failed.task()::await);

        var failedAsData = new TaskSource<String>();
        assertTrue(failedAsData.fail(() -> new IOException("EIO")));
        assertThrows(IOException.class, failedAsData.task()::await);

        var cancelled = new TaskSource<String>();
        assertTrue(cancelled.cancel());
        assertEquals(
                "task cancelled on request",
                assertThrows(CancellationException.class, cancelled.task()::await)
                        .getMessage());

        var cancelledByException = new TaskSource<String>();
        assertTrue(cancelledByException.fail(new CancellationException("stop")));
        assertTrue(cancelledByException.task().isCancelled());
    }

    @Test
    void withoutAHandlerARequestCancelsAtOnce() throws Exception {
        var source = new TaskSource<String>();
        source.task().cancel();
        var outcome = assertInstanceOf(Outcome.Cancelled.class, source.task().outcome());
        assertEquals(Cancellation.Reach.DETACHED, outcome.cancellation().reach());
        assertFalse(source.succeed("too late"));
    }

    @Test
    void aHandlerIsToldOnce() {
        var asked = Collections.synchronizedList(new ArrayList<CancellationReason>());
        var source = new TaskSource<String>(asked::add);
        source.task().cancel(new CancellationReason.Requested("enough"));
        source.task().cancel();
        assertEquals(List.of(new CancellationReason.Requested("enough")), asked);
        assertFalse(source.task().isDone());
        assertTrue(source.cancel(asked.getFirst()));
        assertTrue(source.task().isCancelled());
    }

    @Test
    void whatAHandlerThrowsTheCancellerGets() {
        var failure = new IllegalStateException("cannot stop");
        var source = new TaskSource<String>(_ -> {
            throw failure;
        });
        assertSame(failure, assertThrows(IllegalStateException.class, source.task()::cancel));
        assertFalse(source.task().isDone());
        source.task().cancel(); // it was told
        assertTrue(source.cancel());
    }

    @Test
    void aHandlerIsNotCalledOnAThreadThatMustNotWait() throws Exception {
        var on = new LinkedBlockingQueue<Thread>();
        var source = new TaskSource<String>(_ -> on.add(Thread.currentThread()));
        TestThreads.onNonBlockingThread(() -> {
            source.task().cancel();
            return null;
        });
        assertTrue(on.take().isVirtual());
    }

    /// As `TrySetResult` and the like: whoever is first completes it, and the others are told.
    @Test
    void completingTwiceIsRefusedAndSaysSo() throws Exception {
        var source = new TaskSource<String>();
        assertTrue(source.succeed("first"));
        assertFalse(source.succeed("second"));
        assertFalse(source.fail(new IOException("EIO")));
        assertFalse(source.fail(() -> new IOException("EIO")));
        assertFalse(source.cancel());
        assertFalse(source.complete(new Outcome.Succeeded<>("third")));
        assertEquals("first", source.task().await());
    }

    @Test
    void itIsCompletedWithWhatAnotherTaskCameTo() throws Exception {
        for (Task<Integer> other : List.of(
                Task.completed(1),
                Task.<Integer>failed(() -> new IOException("EIO")),
                Task.<Integer>failed(new CancellationException("stop")))) {
            var source = new TaskSource<Number>();
            assertTrue(source.complete(other.outcome()));
            assertEquals(other.outcome(), source.task().outcome());
        }
        var nothing = new TaskSource<Void>();
        assertTrue(nothing.complete(Task.run(() -> {}).outcome()));
        assertTrue(nothing.task().isDone());
    }

    @Test
    void anExceptionThatIsNullIsRefusedAndTheTaskStaysPending() {
        var source = new TaskSource<String>();
        assertThrows(NullPointerException.class, () -> source.fail((Throwable) null));
        assertThrows(NullPointerException.class, () -> source.fail((Failure) null));
        assertThrows(NullPointerException.class, () -> source.cancel((CancellationReason) null));
        assertThrows(NullPointerException.class, () -> source.cancel((Cancellation) null));
        assertThrows(NullPointerException.class, () -> source.complete(null));
        assertFalse(source.task().isDone());
    }
}
