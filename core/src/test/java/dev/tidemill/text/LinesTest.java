package dev.tidemill.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.CancellationToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Lines in loops, for subscribers, and of files.
@Timeout(60)
class LinesTest {

    @TempDir
    private Path folder;

    private static TextReader reader(String text) {
        return TextReader.of(PiecesOfBytes.atOnce(text.getBytes(UTF_8)));
    }

    @Test
    void aLoopGoesOverTheLinesThatAreLeft() throws Exception {
        try (var reader = reader("a\nb\nc\nd")) {
            assertEquals("a", reader.readLine().await());
            for (String line : reader.lines()) {
                assertEquals("b", line);
                break;
            }
            List<String> rest = new ArrayList<>();
            reader.lines().forEach(rest::add);
            assertEquals(List.of("c", "d"), rest);
            assertFalse(reader.lines().iterator().hasNext());
        }
    }

    @Test
    void aLoopThrowsWhatItCannotCatchInAnEnvelope() throws Exception {
        var failure = new IOException("the disk");
        try (var reader = TextReader.of(PiecesOfBytes.atOnce().andThenFail(failure))) {
            var thrown = assertThrows(
                    UncheckedIOException.class, () -> reader.lines().iterator().hasNext());
            assertSame(failure, thrown.getCause());
        }
    }

    @Test
    void anInterruptEndsALoopAndLosesNothing() throws Exception {
        var source = PiecesOfBytes.late("line".getBytes(UTF_8));
        try (var reader = TextReader.of(source)) {
            Thread.currentThread().interrupt();
            assertThrows(
                    CancellationException.class, () -> reader.lines().iterator().hasNext());
            assertTrue(Thread.interrupted());
            assertEquals("line", source.goOnUntil(reader.readLine()));
        }
    }

    @Test
    void asManyLinesAreReadAsAreRequested() throws Exception {
        try (var reader = reader("a\nb\nc\n")) {
            var first = new Probe();
            reader.lines().subscribe(first);
            first.subscription.request(2);
            assertEquals("a", first.next());
            assertEquals("b", first.next());
            var second = new Probe();
            reader.lines().subscribe(second);
            assertTrue(second.next() instanceof IllegalStateException, "one at a time");
            first.subscription.request(Long.MAX_VALUE);
            assertEquals("c", first.next());
            assertEquals("the end", first.next());
        }
    }

    @Test
    void aSubscriptionThatIsCancelledStopsTheRead() throws Exception {
        var source = PiecesOfBytes.late("a\n".getBytes(UTF_8));
        try (var reader = TextReader.of(source)) {
            var probe = new Probe();
            reader.lines().subscribe(probe);
            probe.subscription.request(1);
            while (!source.isPending()) Thread.onSpinWait();
            probe.subscription.cancel();
            while (source.isPending()) Thread.onSpinWait();
            Probe next = new Probe();
            while (next.subscription == null || next.signals.peek() instanceof IllegalStateException) {
                next = new Probe(); // until the one before has left
                reader.lines().subscribe(next);
                next.subscription.request(1);
                while (!source.isPending() && next.signals.isEmpty()) Thread.onSpinWait();
            }
            source.goOn();
            assertEquals("a", next.next());
            assertTrue(probe.signals.isEmpty());
        }
    }

    @Test
    void aFailureIsTold() throws Exception {
        var failure = new IOException("the disk");
        try (var reader =
                TextReader.of(PiecesOfBytes.atOnce("a\n".getBytes(UTF_8)).andThenFail(failure))) {
            var probe = new Probe();
            reader.lines().subscribe(probe);
            probe.subscription.request(5);
            assertEquals("a", probe.next());
            assertSame(failure, probe.next());
        }
    }

    @Test
    void fewerLinesThanOneCannotBeRequested() throws Exception {
        try (var reader = reader("a")) {
            var probe = new Probe();
            reader.lines().subscribe(probe);
            probe.subscription.request(0);
            assertTrue(probe.next() instanceof IllegalArgumentException);
        }
    }

    // Of files.

    @Test
    void allLinesAtOnceAreThoseOfTheJdk() throws Exception {
        Path path = folder.resolve("all");
        for (String text : List.of("", "\n", "a", "a\n", "a\r\nb\rc\n\n", "ü\n€")) {
            Files.writeString(path, text);
            List<String> lines = AsyncFiles.readAllLines(path).await();
            assertEquals(Files.readAllLines(path), lines, text);
            lines.add("may be changed");
        }
        AsyncFiles.writeLines(path, List.of("ä", new StringBuilder("b")), ISO_8859_1)
                .await();
        assertEquals(List.of("ä", "b"), Files.readAllLines(path, ISO_8859_1));
        assertThrows(
                CharacterCodingException.class,
                () -> AsyncFiles.readAllLines(path).await());
        AsyncFiles.writeLines(path, List.of("more"), StandardOpenOption.APPEND).await();
        assertEquals(
                List.of("ä", "b", "more"),
                AsyncFiles.readAllLines(dev.tidemill.Tidemill.shared(), path, ISO_8859_1, CancellationToken.none())
                        .await());
        assertThrows(
                CharacterCodingException.class,
                () -> AsyncFiles.writeLines(path, List.of("\ud83d")).await());
    }

    private static final class Probe implements Flow.Subscriber<String> {

        final BlockingQueue<Object> signals = new LinkedBlockingQueue<>();
        volatile Flow.Subscription subscription;

        Object next() throws InterruptedException {
            return signals.take();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public void onNext(String line) {
            signals.add(line);
        }

        @Override
        public void onError(Throwable throwable) {
            signals.add(throwable);
        }

        @Override
        public void onComplete() {
            signals.add("the end");
        }
    }
}
