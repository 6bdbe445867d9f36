package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.linux.LibC;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Operations are events of the JDK's flight recorder.
@Timeout(60)
interface FlightRecordContract extends Workbench {

    String EVENT = "dev.tidemill.Operation";

    /// What the recording has of operations on this file.
    private List<RecordedEvent> events(Recording recording, Path of) throws IOException {
        assumeTrue(FlightRecorder.isAvailable(), "this JVM has no flight recorder");
        Path dump = folder().resolve("recording-" + System.nanoTime() + ".jfr");
        if (recording.getState() == RecordingState.RUNNING) assertTrue(recording.stop());
        recording.dump(dump);
        return RecordingFile.readAllEvents(dump).stream()
                .filter(event -> event.getEventType().getName().equals(EVENT))
                .filter(event -> of.toString().equals(event.getString("path")))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
    }

    private static RecordedEvent only(List<RecordedEvent> events, String operation) {
        List<RecordedEvent> found = events.stream()
                .filter(event -> event.getString("operation").equals(operation))
                .toList();
        assertEquals(1, found.size(), events::toString);
        return found.getFirst();
    }

    private static Recording ofAll() {
        var recording = new Recording();
        recording.enable(EVENT).withThreshold(Duration.ZERO);
        recording.start();
        return recording;
    }

    @Test
    default void anOperationIsAnEventWithAllThatIsKnown() throws Exception {
        Path path = write("a", "0123456789");
        Path missing = folder().resolve("missing");
        try (Recording recording = ofAll()) {
            try (AsyncFile file = open(path, READ, WRITE)) {
                file.writeFully(memory("abc"), 4).tag("a write").await();
                file.force(true).await();
                evict(path);
                assertThrows(EOFException.class, file.readFully(memory(20), 0)::await);
            }
            assertThrows(NoSuchFileException.class, AsyncFile.open(io(), missing)::await);

            RecordedEvent failed = only(events(recording, missing), "open");
            assertEquals("failed", failed.getString("outcome"));
            if (LibC.isAvailable()) {
                assertEquals("ENOENT", failed.getString("error"));
                assertEquals("ENOENT (No such file or directory)", failed.getString("result"));
            }
            List<RecordedEvent> events = events(recording, path);
            assertEquals("succeeded", only(events, "open").getString("outcome"));
            assertEquals("succeeded", only(events, "sync").getString("outcome"));
            assertEquals(Long.MIN_VALUE, only(events, "sync").getLong("position")); // shown as N/A
            RecordedEvent write = only(events, "write");
            assertEquals("succeeded", write.getString("outcome"));
            assertEquals("3 bytes were written", write.getString("result"));
            assertNull(write.getString("error"));
            assertEquals(4, write.getLong("position"));
            assertEquals(3, write.getLong("length"));
            assertEquals(3, write.getLong("transferred"));
            RecordedThread starter = write.getThread("startedBy");
            assertEquals(Thread.currentThread().threadId(), starter.getJavaThreadId());
            assertNull(write.getStackTrace());
            RecordedEvent read = only(events, "read");
            assertEquals("failed", read.getString("outcome"));
            assertEquals(10, read.getLong("transferred"));
        }
    }

    @Test
    default void aCancelledOperationIsAnEventThatSaysWhy() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        Path path = fifo("fifo");
        try (Recording recording = ofAll()) {
            AsyncFile file = open(path, READ, WRITE);
            Task<Integer> cancelled = file.read(memory(5), 0).tag("to be cancelled");
            cancelled.cancel(new CancellationReason.Deadline(Duration.ofSeconds(5)));
            assertThrows(CancellationException.class, cancelled::await);
            Task<Integer> closed = file.read(memory(7), 0);
            file.close();
            assertThrows(AsynchronousCloseException.class, closed::await);

            List<RecordedEvent> reads = events(recording, path).stream()
                    .filter(event -> event.getString("operation").equals("read"))
                    .toList();
            assertEquals(2, reads.size(), reads::toString);
            assertEquals("cancelled", reads.getFirst().getString("outcome"));
            assertEquals("cancelled by its deadline of 5 s", reads.getFirst().getString("result"));
            assertEquals("to be cancelled", reads.getFirst().getString("tag"));
            assertEquals(5, reads.getFirst().getLong("length"));
            assertEquals("closed", reads.getLast().getString("outcome"));
        }
    }

    @Test
    default void onlyWhatTakesLongIsRecordedUnlessSomebodyAsksForMore() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        Path path = fifo("fifo");
        try (var recording = new Recording()) {
            recording.enable(EVENT);
            recording.start();
            try (AsyncFile file = open(path, READ, WRITE)) {
                Task<Integer> read = file.read(memory(5), 0);
                Tasks.delay(Duration.ofMillis(30)).await();
                file.writeFully(memory("12345"), 0).await();
                assertEquals(5, read.await());
            }
            List<RecordedEvent> events = events(recording, path);
            RecordedEvent slow = only(events, "read");
            assertTrue(slow.getDuration().toMillis() >= 20, slow::toString);
            assertTrue(events.stream().allMatch(event -> event.getDuration().toMillis() >= 20), events::toString);
        }
    }

    @Test
    default void withoutARecordingNothingIsKept() throws Exception {
        Path path = write("a", "0123456789");
        try (AsyncFile file = open(path, READ, WRITE)) {
            file.writeFully(memory("abc"), 4).await();
            try (Recording recording = ofAll()) {
                file.force(true).await();
                List<RecordedEvent> events = events(recording, path);
                assertEquals(1, events.size(), events::toString);
            }
        }
    }
}
