package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.pending.Recorder;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is recorded hangs on the task.
@Timeout(60)
class RecordNodeTest {

    @AfterEach
    void recordNothing() {
        Recorder.level(Recorder.OFF);
    }

    @Test
    void withoutALevelATaskHasNothing() {
        var source = new TaskSource<String>();
        assertNull(source.task().newestNode());
        assertNull(Recorder.recordOrNull(source.task()));
    }

    /// For whoever reports a failure that nobody has seen.
    @Test
    void aTagIsKnownWithoutALevel() {
        Task<String> task = new TaskSource<String>().task().tag("first").tag("second");
        assertEquals(
                "second", Objects.requireNonNull(Recorder.recordOrNull(task)).tag());
        Task<String> done = Task.completed("value").tag("too late");
        assertEquals("value", done.join());
    }

    @Test
    void theRecordIsTheOldestNode() {
        for (int level : new int[] {Recorder.COUNT, Recorder.PENDING, Recorder.CALLER}) {
            Recorder.level(level);
            var source = new TaskSource<String>();
            CompletableFuture<String> future = source.task().toCompletableFuture();
            Task<String> after = source.task().thenApply(s -> s);
            Node node = source.task().newestNode();
            while (Objects.requireNonNull(node).next != null) node = node.next;
            assertInstanceOf(RecordNode.class, node);
            assertTrue(source.succeed("value"));
            assertEquals("value", after.join());
            assertEquals("value", future.join());
        }
    }

    @Test
    void aCompletionThatMeetsOnlyTheRecordEndsIt() {
        Recorder.level(Recorder.PENDING);
        var source = new TaskSource<String>();
        assertFalse(source.task().isDone());
        assertTrue(RecordNode.endAtOnce(Objects.requireNonNull(source.task().newestNode())));
        assertTrue(source.succeed("value")); // ends it again: that does no harm
        assertEquals("value", source.task().join());
    }

    @Test
    void whatHangsOnARecordedTaskIsToldInItsOrder() throws Exception {
        Recorder.level(Recorder.PENDING);
        var source = new TaskSource<String>();
        var order = new StringBuffer();
        Task<Void> one = source.task().thenRunAsync(() -> order.append('1'), Tasks.inline());
        Task<Void> two = source.task().thenRunAsync(() -> order.append('2'), Tasks.inline());
        assertTrue(source.succeed("value"));
        one.await();
        two.await();
        assertEquals("12", order.toString());
    }
}
