package dev.tidemill.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_32LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.Task;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.CharBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Text out of bytes that come in any pieces, at any time.
@Timeout(60)
class TextReaderTest {

    private static final List<Charset> CHARSETS = List.of(
            UTF_8,
            US_ASCII,
            ISO_8859_1,
            UTF_16,
            UTF_16LE,
            UTF_16BE,
            UTF_32LE,
            Charset.forName("windows-1252"),
            Charset.forName("Shift_JIS"),
            Charset.forName("ISO-2022-JP"),
            Charset.forName("GB18030"));

    private static final List<String> TEXTS = List.of(
            "",
            "\n",
            "\r",
            "\r\n",
            "\n\r",
            "one line",
            "one\n",
            "one\r\ntwo\rthree\nfour",
            "\r\r\n\n\r\n\r",
            "ünï\r\n日本\r\n語x\n",
            "a😀\r\n😀\n\r😀",
            "long enough for eight bytes at a time\r\nand again, in another line\rand\nthe end");

    private static boolean canEncode(Charset charset, String text) {
        return charset.newEncoder().canEncode(text);
    }

    private static TextReaderConfig plain(Charset charset) {
        return TextReaderConfig.DEFAULT.withCharset(charset).withDetectByteOrderMark(false);
    }

    private static List<String> linesByJdk(byte[] bytes, Charset charset, CodingErrorAction action) throws IOException {
        var decoder = charset.newDecoder().onMalformedInput(action).onUnmappableCharacter(action);
        try (var reader = new BufferedReader(new InputStreamReader(new ByteArrayInputStream(bytes), decoder))) {
            return reader.lines().toList();
        }
    }

    private static List<String> lines(TextReader reader, PiecesOfBytes source) throws Exception {
        List<String> lines = new ArrayList<>();
        for (String line; (line = source.goOnUntil(reader.readLine())) != null; ) lines.add(line);
        return lines;
    }

    private static byte[] bytes(int... bytes) {
        byte[] array = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) array[i] = (byte) bytes[i];
        return array;
    }

    private static byte[] joined(byte[]... pieces) {
        var joined = new ByteArrayOutputStream();
        for (byte[] piece : pieces) joined.writeBytes(piece);
        return joined.toByteArray();
    }

    private static byte[][] cut(byte[] bytes, int... at) {
        byte[][] pieces = new byte[at.length + 1][];
        int from = 0;
        for (int i = 0; i <= at.length; i++) {
            int to = i < at.length ? at[i] : bytes.length;
            pieces[i] = Arrays.copyOfRange(bytes, from, to);
            from = to;
        }
        return Arrays.stream(pieces).filter(piece -> piece.length > 0).toArray(byte[][]::new);
    }

    private static byte[][] single(byte[] bytes) {
        byte[][] pieces = new byte[bytes.length][];
        for (int i = 0; i < bytes.length; i++) pieces[i] = new byte[] {bytes[i]};
        return pieces;
    }

    private interface OfPieces {
        void test(PiecesOfBytes source, String message) throws Exception;
    }

    /// In each two pieces, in single bytes, at once and late.
    private static void inAllPieces(byte[] bytes, OfPieces test) throws Exception {
        for (int at = 0; at <= bytes.length; at++) {
            test.test(PiecesOfBytes.atOnce(cut(bytes, at)), "cut at " + at);
            test.test(PiecesOfBytes.late(cut(bytes, at)), "cut at " + at + ", late");
        }
        test.test(PiecesOfBytes.atOnce(single(bytes)), "single bytes");
        test.test(PiecesOfBytes.late(single(bytes)), "single bytes, late");
    }

    // Lines.

    @Test
    void linesAreThoseOfTheJdkWhereverTheBytesAreCut() throws Exception {
        for (Charset charset : CHARSETS) {
            for (String text : TEXTS) {
                if (!canEncode(charset, text)) continue;
                byte[] bytes = text.getBytes(charset);
                List<String> expected = linesByJdk(bytes, charset, CodingErrorAction.REPORT);
                inAllPieces(bytes, (source, cut) -> {
                    try (var reader = TextReader.of(source, plain(charset))) {
                        assertEquals(expected, lines(reader, source), charset + " " + cut + ": " + text);
                    }
                });
            }
        }
    }

    @Test
    void linesThatHaveComeAreGivenAtOnce() throws Exception {
        var source = PiecesOfBytes.late("one\r\ntwo\r".getBytes(UTF_8));
        try (var reader = TextReader.of(source)) {
            assertEquals("one", source.goOnUntil(reader.readLine()));
            Task<String> second = reader.readLine();
            assertTrue(second.isDone(), "a \\r ends a line, whatever comes");
            assertEquals("two", second.await());
            assertEquals(1, source.reads);
        }
    }

    @Test
    void aLineIsAsLongAsItIs() throws Exception {
        String line = "0123456789€".repeat(100_000);
        byte[] bytes = (line + "\n" + line + "\r\nend").getBytes(UTF_8);
        for (Charset charset : List.of(UTF_8, UTF_16LE)) {
            var source = PiecesOfBytes.late(new String(bytes, UTF_8).getBytes(charset));
            try (var reader = TextReader.of(source, charset)) {
                assertEquals(List.of(line, line, "end"), lines(reader, source));
            }
        }
    }

    @Test
    void aLineThatIsTooLongIsRefusedAndCanBeLeftOut() throws Exception {
        for (Charset charset : List.of(UTF_8, ISO_8859_1, UTF_16BE)) {
            String text = "0123456789\n01234567890\r\n€x€x€x€x€x\n".replace(charset == ISO_8859_1 ? '€' : '\0', 'e');
            inAllPieces(text.getBytes(charset), (source, cut) -> {
                var config = TextReaderConfig.DEFAULT.withCharset(charset).withMaxLineLength(10);
                try (var reader = TextReader.of(source, config)) {
                    assertEquals("0123456789", source.goOnUntil(reader.readLine()), cut);
                    for (int i = 0; i < 2; i++) {
                        var e = assertThrows(
                                LineTooLongException.class, () -> source.goOnUntil(reader.readLine()), cut);
                        assertTrue(e.getMessage().contains(" is longer than 10 chars"), e.getMessage());
                        assertEquals(10, e.limit());
                    }
                    assertTrue(source.goOnUntil(reader.skipLine()));
                    assertEquals(text.substring(24, 34), source.goOnUntil(reader.readLine()), cut);
                    assertFalse(source.goOnUntil(reader.skipLine()));
                    assertNull(source.goOnUntil(reader.readLine()));
                }
            });
        }
    }

    @Test
    void aLineOfAGigabyteFillsNoMemory() throws Exception {
        byte[] piece = new byte[1 << 20];
        Arrays.fill(piece, (byte) 'x');
        var source = PiecesOfBytes.atOnce();
        for (int i = 0; i < 1024; i++) source.andThen(piece);
        source.andThen("\nnext".getBytes(UTF_8));
        try (var reader = TextReader.of(source, TextReaderConfig.DEFAULT.withMaxLineLength(100_000))) {
            assertThrows(LineTooLongException.class, () -> reader.readLine().await());
            assertTrue(source.reads < 12, source.reads + " reads");
            assertTrue(reader.skipLine().await());
            assertEquals("next", reader.readLine().await());
        }
    }

    @Test
    void linesThatAreLeftOutAreThoseThatWouldBeRead() throws Exception {
        for (String text : TEXTS) {
            for (Charset charset : List.of(UTF_8, UTF_16LE)) {
                byte[] bytes = text.getBytes(charset);
                long lines =
                        linesByJdk(bytes, charset, CodingErrorAction.REPORT).size();
                inAllPieces(bytes, (source, cut) -> {
                    try (var reader = TextReader.of(source, plain(charset))) {
                        long skipped = 0;
                        while (source.goOnUntil(reader.skipLine())) skipped++;
                        assertEquals(lines, skipped, cut + ": " + text);
                    }
                });
            }
        }
    }

    @Test
    void aTextThatGrowsIsFollowed() throws Exception {
        for (Charset charset : CHARSETS) {
            byte[] end = {};
            var source = PiecesOfBytes.atOnce("one\ntw".getBytes(charset), end, end, "o\n".getBytes(charset), end);
            try (var reader = TextReader.of(source, plain(charset))) {
                assertEquals("one", reader.readLine().await(), charset.name());
                assertEquals("tw", reader.readLine().await(), charset.name());
                assertNull(reader.readLine().await(), charset.name());
                assertEquals("o", reader.readLine().await().replace("\uFEFF", ""), charset.name());
                assertNull(reader.readLine().await(), charset.name());
            }
        }
    }

    // Byte order marks.

    @Test
    void aByteOrderMarkSaysWhatTheBytesAre() throws Exception {
        record Mark(Charset charset, byte[] bytes) {}
        for (Mark mark : List.of(
                new Mark(UTF_8, bytes(0xEF, 0xBB, 0xBF)),
                new Mark(UTF_16LE, bytes(0xFF, 0xFE)),
                new Mark(UTF_16BE, bytes(0xFE, 0xFF)),
                new Mark(UTF_32LE, bytes(0xFF, 0xFE, 0, 0)),
                new Mark(Charset.forName("UTF-32BE"), bytes(0, 0, 0xFE, 0xFF)))) {
            for (String text : TEXTS) {
                List<String> expected = text.lines().toList();
                inAllPieces(joined(mark.bytes, text.getBytes(mark.charset)), (source, cut) -> {
                    try (var reader = TextReader.of(source, ISO_8859_1)) {
                        assertEquals(expected, lines(reader, source), mark.charset + " " + cut);
                        assertEquals(mark.charset, reader.charset());
                    }
                });
            }
        }
    }

    @Test
    void whatOnlyBeginsLikeAByteOrderMarkIsText() throws Exception {
        for (byte[] bytes : List.of(
                bytes(0xEF), bytes(0xEF, 0xBB), bytes(0xEF, 0xBB, 'x'), bytes(0xFF), bytes(0xFE, 'x'), bytes(0, 0))) {
            inAllPieces(bytes, (source, cut) -> {
                try (var reader = TextReader.of(source, ISO_8859_1)) {
                    assertEquals(new String(bytes, ISO_8859_1), source.goOnUntil(reader.readToEnd()), cut);
                }
            });
        }
    }

    @Test
    void aByteOrderMarkThatIsNotLookedForIsLeftToTheCharset() throws Exception {
        var source = PiecesOfBytes.atOnce(bytes(0xEF, 0xBB, 0xBF, 'x'));
        try (var reader = TextReader.of(source, plain(UTF_8))) {
            assertEquals("\uFEFFx", reader.readLine().await());
        }
    }

    // Bytes that are no text.

    @Test
    void bytesThatAreNoTextAreTreatedAsTheJdkDoes() throws Exception {
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        var random = new Random(seed);
        byte[] likely =
                bytes('a', '\n', '\r', 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x98, 0x80, 0xC3, 0xED, 0xA0, 0xFF, 0xC0, 0xF4);
        for (int step = 0; step < 4_000; step++) {
            byte[] bytes = new byte[random.nextInt(24)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextInt(8) == 0 ? (byte) random.nextInt() : likely[random.nextInt(likely.length)];
            }
            Charset charset = CHARSETS.get(random.nextInt(CHARSETS.size()));
            var action = random.nextBoolean() ? CodingErrorAction.REPLACE : CodingErrorAction.IGNORE;
            if (charset.name().equals("ISO-2022-JP") || charset.name().equals("UTF-16")) continue; // cut, they differ
            List<String> expected = linesByJdk(bytes, charset, action);
            int first = random.nextInt(bytes.length + 1);
            int second = first + random.nextInt(bytes.length - first + 1);
            var source = PiecesOfBytes.atOnce(cut(bytes, first, second));
            try (var reader = TextReader.of(source, plain(charset).withOnMalformed(action))) {
                assertEquals(
                        expected,
                        lines(reader, source),
                        "-Dtidemill.test.seed=" + seed + " step " + step + " " + charset + " " + action + " "
                                + Arrays.toString(bytes));
            }
        }
    }

    @Test
    void bytesThatAreNoTextAreReportedWithTheirPlaceAsOftenAsTheyAreReadAndNothingBeforeIsLost() throws Exception {
        record Wrong(Charset charset, byte[] bytes, int at) {}
        for (Wrong wrong : List.of(
                new Wrong(UTF_8, bytes('a', '\n', 'b', 'c', 0xC0, '\n', 'd'), 4),
                new Wrong(US_ASCII, bytes('a', '\n', 'b', 'c', 0xC0, '\n', 'd'), 4),
                new Wrong(Charset.forName("Shift_JIS"), bytes('a', '\n', 'b', 'c', 0xFF, '\n', 'd'), 4))) {
            inAllPieces(wrong.bytes, (source, cut) -> {
                try (var reader = TextReader.of(source, wrong.charset)) {
                    assertEquals("a", source.goOnUntil(reader.readLine()), cut);
                    for (int i = 0; i < 2; i++) {
                        var e = assertThrows(
                                CharacterCodingException.class, () -> source.goOnUntil(reader.readLine()), cut);
                        assertEquals(
                                "pieces: not text in " + wrong.charset + ": the byte at 4 does not belong there",
                                e.getMessage(),
                                cut);
                    }
                    assertThrows(CharacterCodingException.class, () -> source.goOnUntil(reader.readToEnd()), cut);
                    char[] block = new char[2];
                    assertEquals(2, source.goOnUntil(reader.readBlock(block)), cut);
                    assertEquals("bc", new String(block));
                    assertTrue(source.goOnUntil(reader.skipLine()) || wrong.charset != UTF_8, cut);
                } catch (CharacterCodingException e) {
                    assertFalse(wrong.charset == UTF_8, "what is left out in UTF-8 need not be text");
                }
            });
        }
    }

    @Test
    void aCharacterThatIsCutByTheEndIsNoText() throws Exception {
        var source = PiecesOfBytes.atOnce(bytes('a', 0xE2, 0x82));
        try (var reader = TextReader.of(source)) {
            assertThrows(CharacterCodingException.class, () -> reader.readLine().await());
        }
        var again = PiecesOfBytes.atOnce(bytes('a', 0xE2, 0x82));
        try (var reader = TextReader.of(again)) {
            assertEquals(1, reader.read(new char[8]).await());
            assertThrows(
                    CharacterCodingException.class,
                    () -> reader.read(new char[8]).await());
        }
    }

    // Blocks, and all of it.

    @Test
    void theWholeTextIsReadInBlocksOfAnySize() throws Exception {
        for (Charset charset : List.of(UTF_8, UTF_16LE, ISO_8859_1, Charset.forName("GB18030"))) {
            String text = TEXTS.get(charset == ISO_8859_1 ? 7 : 10) + "x";
            inAllPieces(text.getBytes(charset), (source, cut) -> {
                int room = 1 + source.hashCode() % 3;
                try (var reader = TextReader.of(source, charset)) {
                    var read = new StringBuilder();
                    char[] block = new char[room];
                    for (int length; (length = source.goOnUntil(reader.read(block))) >= 0; ) {
                        assertTrue(length > 0, cut);
                        read.append(block, 0, length);
                    }
                    assertEquals(text, read.toString(), charset + " " + cut + " in blocks of " + room);
                }
            });
        }
    }

    @Test
    void aBlockIsFullUnlessItIsTheLastOne() throws Exception {
        byte[] bytes = "0123456789".getBytes(UTF_8);
        inAllPieces(bytes, (source, cut) -> {
            try (var reader = TextReader.of(source)) {
                var block = CharBuffer.allocate(7);
                assertEquals(7, source.goOnUntil(reader.readBlock(block)), cut);
                assertEquals("0123456", block.flip().toString());
                assertEquals(3, source.goOnUntil(reader.readBlock(block.clear())), cut);
                assertEquals(-1, source.goOnUntil(reader.readBlock(block.clear())), cut);
            }
        });
    }

    @Test
    void anyOrderOfReadsGivesTheSameText() throws Exception {
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        var random = new Random(seed);
        String[] letters = {"a", "é", "€", "😀", "\n", "\r", "\r\n", "bcdefghijkl"};
        for (int step = 0; step < 5_000; step++) {
            var made = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) made.append(letters[random.nextInt(letters.length)]);
            Charset charset = CHARSETS.get(random.nextInt(CHARSETS.size()));
            String text = new String(made.toString().getBytes(charset), charset);
            byte[] bytes = text.getBytes(charset);
            int cut = random.nextInt(bytes.length + 1);
            var source = random.nextInt(8) == 0
                    ? PiecesOfBytes.late(cut(bytes, cut))
                    : PiecesOfBytes.atOnce(cut(bytes, cut));
            String message = "-Dtidemill.test.seed=" + seed + " step " + step + " " + charset + " cut at " + cut;
            var model = new TextModel(text);
            try (var reader = TextReader.of(source, plain(charset))) {
                for (int i = 0; i < 20; i++) {
                    switch (random.nextInt(6)) {
                        case 0, 1 -> assertEquals(model.line(), source.goOnUntil(reader.readLine()), message);
                        case 2 -> assertEquals(model.line() != null, source.goOnUntil(reader.skipLine()), message);
                        case 3, 4 -> {
                            char[] block = new char[1 + random.nextInt(4)];
                            int length = source.goOnUntil(reader.readBlock(block));
                            String expected = model.block(block.length);
                            assertEquals(expected, new String(block, 0, Math.max(0, length)), message);
                            assertEquals(expected.isEmpty(), length < 0, message);
                        }
                        default -> {
                            if (i < 10) continue;
                            assertEquals(model.block(Integer.MAX_VALUE), source.goOnUntil(reader.readToEnd()), message);
                        }
                    }
                }
            }
        }
    }

    // Time.

    @Test
    void whatIsCancelledLosesNothing() throws Exception {
        var source = PiecesOfBytes.late("on".getBytes(UTF_8), "e\ntwo\n".getBytes(UTF_8));
        try (var reader = TextReader.of(source);
                var stop = new CancellationSource()) {
            Task<String> line = reader.readLine(stop.token());
            source.goOn();
            while (!source.isPending()) Thread.onSpinWait();
            var _ = stop.cancel();
            var e = assertThrows(CancellationException.class, line::await);
            assertEquals("pieces: read of a line cancelled on request", e.getMessage());
            assertThrows(
                    CancellationException.class,
                    () -> reader.readLine(stop.token()).await());
            assertEquals("one", source.goOnUntil(reader.readLine()));
            assertThrows(
                    CancellationException.class,
                    () -> reader.readLine(stop.token()).await());
            assertEquals("two", reader.readLine().await());
        }
    }

    @Test
    void aFailureIsGivenAsItIsAndLosesNothing() throws Exception {
        var failure = new IOException("the disk");
        for (boolean late : new boolean[] {false, true}) {
            var source = (late ? PiecesOfBytes.late() : PiecesOfBytes.atOnce())
                    .andThen("a\nb".getBytes(UTF_8))
                    .andThenFail(failure)
                    .andThen("c\n".getBytes(UTF_8));
            try (var reader = TextReader.of(source)) {
                assertEquals("a", source.goOnUntil(reader.readLine()));
                assertSame(failure, assertThrows(IOException.class, () -> source.goOnUntil(reader.readLine())));
                assertEquals("bc", source.goOnUntil(reader.readLine()));
            }
        }
    }

    @Test
    void oneReadAtATime() throws Exception {
        var source = PiecesOfBytes.late("a\nb".getBytes(UTF_8));
        try (var reader = TextReader.of(source)) {
            Task<String> line = reader.readLine();
            assertThrows(ReadPendingException.class, () -> reader.readLine().forget());
            assertThrows(
                    ReadPendingException.class, () -> reader.read(new char[1]).forget());
            assertThrows(ReadPendingException.class, () -> reader.skipLine().forget());
            assertThrows(ReadPendingException.class, () -> reader.readToEnd().forget());
            assertEquals("a", source.goOnUntil(line));
            assertEquals("b", source.goOnUntil(reader.readToEnd()));
        }
    }

    @Test
    void closingEndsAReadAndClosesTheSource() throws Exception {
        var source = PiecesOfBytes.late("a\nb".getBytes(UTF_8));
        var reader = TextReader.of(source);
        assertEquals("a", source.goOnUntil(reader.readLine()));
        Task<String> line = reader.readLine();
        reader.closing().await();
        assertThrows(AsynchronousCloseException.class, line::await);
        assertThrows(ClosedChannelException.class, () -> reader.readLine().await());
        assertThrows(ClosedChannelException.class, () -> reader.readToEnd().await());
        reader.close();
        assertTrue(source.isClosed());
        assertEquals("pieces as text (closed)", reader.toString());
    }

    @Test
    void mistakesAreThrown() {
        var reader = TextReader.of(PiecesOfBytes.atOnce());
        assertThrows(
                IllegalArgumentException.class, () -> reader.read(new char[0]).forget());
        assertThrows(
                IllegalArgumentException.class,
                () -> reader.read(CharBuffer.wrap("x")).forget());
        assertThrows(NullPointerException.class, () -> TextReader.of(null));
        assertThrows(IllegalArgumentException.class, () -> TextReaderConfig.DEFAULT.withMaxLineLength(0));
    }

    /// The same text, all there.
    private static final class TextModel {

        private String rest;
        private boolean afterReturn;

        TextModel(String text) {
            rest = text;
        }

        private void begin() {
            if (afterReturn && rest.startsWith("\n")) rest = rest.substring(1);
            afterReturn = false;
        }

        String line() {
            begin();
            if (rest.isEmpty()) return null;
            int end = 0;
            while (end < rest.length() && rest.charAt(end) != '\n' && rest.charAt(end) != '\r') end++;
            String line = rest.substring(0, end);
            afterReturn = end < rest.length() && rest.charAt(end) == '\r';
            rest = rest.substring(Math.min(end + 1, rest.length()));
            return line;
        }

        String block(int length) {
            begin();
            String block = rest.substring(0, Math.min(length, rest.length()));
            rest = rest.substring(block.length());
            return block;
        }
    }
}
