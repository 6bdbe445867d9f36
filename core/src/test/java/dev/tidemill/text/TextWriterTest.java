package dev.tidemill.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritePendingException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Bytes out of text, into a sink that takes them at any time.
@Timeout(60)
class TextWriterTest {

    private static final TextWriterConfig WITH_N = TextWriterConfig.DEFAULT.withLineSeparator("\n");
    private static final String LONG = "0123456789€😀".repeat(10_000);

    @Test
    void anyWritesGiveTheBytesOfTheirText() throws Exception {
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        var random = new Random(seed);
        String[] texts = {"", "a", "é", "€", "😀", "\ud83d", "line", LONG};
        for (String name : List.of("UTF-8", "UTF-16", "UTF-16LE", "GB18030")) {
            Charset charset = Charset.forName(name);
            for (int step = 0; step < 50; step++) {
                var sink = random.nextBoolean() ? BytesKept.atOnce() : BytesKept.late();
                var expected = new StringBuilder();
                var writer = TextWriter.of(sink, WITH_N.withCharset(charset));
                for (int i = random.nextInt(8); i >= 0; i--) {
                    String text = texts[random.nextInt(texts.length - random.nextInt(2))];
                    if (text.equals("\ud83d")) { // in two halves
                        sink.goOnUntil(writer.write(text));
                        sink.goOnUntil(writer.write("\ude00"));
                        expected.append("😀");
                    } else if (random.nextBoolean()) {
                        sink.goOnUntil(writer.write(new StringBuilder(text)));
                        expected.append(text);
                    } else {
                        sink.goOnUntil(writer.writeLine(text));
                        expected.append(text).append('\n');
                    }
                    if (random.nextInt(4) == 0) sink.goOnUntil(writer.flush());
                }
                sink.goOnUntil(writer.closing());
                assertArrayEquals(
                        expected.toString().getBytes(charset),
                        sink.bytes(),
                        "-Dtidemill.test.seed=" + seed + " " + name + " step " + step);
            }
        }
    }

    @Test
    void aCharsetThatHasAnEndIsEnded() throws Exception {
        Charset charset = Charset.forName("ISO-2022-JP");
        var sink = BytesKept.late();
        var writer = TextWriter.of(sink, charset);
        sink.goOnUntil(writer.write("日本"));
        sink.goOnUntil(writer.closing());
        assertArrayEquals("日本".getBytes(charset), sink.bytes());
    }

    @Test
    void whatFitsIsDoneAtOnceAndWrittenWhenItIsAskedFor() throws Exception {
        var sink = BytesKept.late();
        var writer = TextWriter.of(sink, WITH_N);
        assertTrue(writer.writeLine("one").isDone());
        assertTrue(writer.writeLine().isDone());
        assertFalse(sink.isPending());
        sink.goOnUntil(writer.flush());
        assertEquals("one\n\n", new String(sink.bytes(), UTF_8));
        assertEquals(1, sink.flushes);
        sink.goOnUntil(writer.closing());
        assertTrue(sink.isClosed);
    }

    @Test
    void aByteOrderMarkStandsBeforeTheText() throws Exception {
        var sink = BytesKept.atOnce();
        try (var writer = TextWriter.of(
                sink, WITH_N.withCharset(UTF_16LE).withWriteByteOrderMark(true).withLineSeparator("\r\n"))) {
            writer.writeLine("a").await();
        }
        assertArrayEquals("\uFEFFa\r\n".getBytes(UTF_16LE), sink.bytes());
    }

    @Test
    void whatTheCharsetCannotSayIsTreatedAsChosen() throws Exception {
        var reported = BytesKept.atOnce();
        try (var writer = TextWriter.of(reported, WITH_N.withCharset(ISO_8859_1))) {
            Task<Void> write = writer.write("ab€cd");
            var e = assertThrows(CharacterCodingException.class, write::await);
            assertEquals("bytes: the character U+20AC cannot be written in ISO-8859-1", e.getMessage());
            writer.write("!").await();
        }
        assertEquals("ab!", new String(reported.bytes(), ISO_8859_1));

        var replaced = BytesKept.atOnce();
        var config = WITH_N.withCharset(ISO_8859_1);
        try (var writer = TextWriter.of(replaced, config.withOnUnmappable(CodingErrorAction.REPLACE))) {
            writer.write("ab€cd").await();
        }
        assertEquals("ab?cd", new String(replaced.bytes(), ISO_8859_1));

        var half = BytesKept.atOnce();
        var writer = TextWriter.of(half, WITH_N);
        writer.write("a\ud83d").await();
        assertThrows(CharacterCodingException.class, writer::close);
        assertTrue(half.isClosed);
        assertEquals("a", new String(half.bytes(), UTF_8));
    }

    @Test
    void bytesThatTheSinkDidNotTakeAreOfferedAgain() throws Exception {
        var full = new IOException("disk full");
        var sink = BytesKept.atOnce().failAfter(5, full);
        try (var writer = TextWriter.of(sink, WITH_N)) {
            writer.write("0123456789").await();
            assertSame(
                    full, assertThrows(IOException.class, () -> writer.flush().await()));
            sink.unlimited();
            writer.write("x").await();
        }
        assertEquals("0123456789x", new String(sink.bytes(), UTF_8));
    }

    @Test
    void whatCannotBeWrittenIsSaidByClosingWhichClosesAllTheSame() throws Exception {
        var full = new IOException("disk full");
        for (var sink : List.of(BytesKept.atOnce(), BytesKept.late())) {
            var writer = TextWriter.of(sink.failAfter(5, full), WITH_N);
            writer.write("0123456789").await();
            assertSame(full, assertThrows(IOException.class, () -> sink.goOnUntil(writer.closing())));
            assertSame(full, assertThrows(IOException.class, writer::close));
            assertTrue(sink.isClosed);
            assertThrows(ClosedChannelException.class, () -> writer.write("x").await());
            assertThrows(ClosedChannelException.class, () -> writer.flush().await());
        }
    }

    @Test
    void aCancelledFlushLosesNothing() throws Exception {
        var sink = BytesKept.late();
        var writer = TextWriter.of(sink, WITH_N);
        try (var stop = new CancellationSource()) {
            writer.write("0123456789").await();
            Task<Void> flush = writer.flush(stop.token());
            var _ = stop.cancel();
            assertThrows(CancellationException.class, flush::await);
            assertThrows(
                    CancellationException.class,
                    () -> writer.write("no", stop.token()).await());
            sink.goOnUntil(writer.write("x"));
            sink.goOnUntil(writer.closing());
        }
        assertEquals("0123456789x", new String(sink.bytes(), UTF_8));
    }

    @Test
    void closingWaitsForWhatIsPending() throws Exception {
        var sink = BytesKept.late();
        var writer = TextWriter.of(sink, WITH_N);
        Task<Void> write = writer.write(LONG);
        assertFalse(write.isDone());
        assertThrows(WritePendingException.class, () -> writer.write("x").forget());
        assertThrows(WritePendingException.class, () -> writer.flush().forget());
        Task<Void> closing = writer.closing();
        assertSame(closing, writer.closing());
        closing.cancel();
        sink.goOnUntil(closing);
        write.await();
        assertArrayEquals(LONG.getBytes(UTF_8), sink.bytes());
    }
}
