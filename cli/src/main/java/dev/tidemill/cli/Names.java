package dev.tidemill.cli;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/// Names of files as they can be shown: nothing in a name may move the cursor, start a new line or
/// turn the text around, and every byte is seen.
///
/// What is not printable, not UTF-8, or not in the terminal's charset is shown as `\xHH`, byte by
/// byte; a few control characters have shorter names. All threads.
final class Names {

    private final CharsetEncoder encoder;

    /// @param charset what the terminal shows
    Names(Charset charset) {
        this.encoder = charset.newEncoder();
    }

    String of(Path path) {
        return of(Arguments.bytes(path));
    }

    synchronized String of(byte[] name) {
        StringBuilder shown = new StringBuilder(name.length);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(name);
        CharBuffer chars = CharBuffer.allocate(name.length + 1);
        while (bytes.hasRemaining()) {
            CoderResult result = decoder.decode(bytes, chars, true);
            chars.flip().codePoints().forEach(c -> append(shown, c));
            chars.clear();
            if (result.isError()) {
                for (int i = 0; i < result.length(); i++) hex(shown, bytes.get());
            }
            decoder.reset();
        }
        return shown.toString();
    }

    private void append(StringBuilder shown, int codePoint) {
        switch (codePoint) {
            case '\n' -> shown.append("\\n");
            case '\r' -> shown.append("\\r");
            case '\t' -> shown.append("\\t");
            default -> {
                String string = Character.toString(codePoint);
                if (isPrintable(codePoint) && encoder.canEncode(string)) shown.append(string);
                else for (byte b : string.getBytes(StandardCharsets.UTF_8)) hex(shown, b);
            }
        }
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT, // turns the text around, or hides
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static void hex(StringBuilder shown, byte b) {
        shown.append("\\x").append(HexFormat.of().withUpperCase().toHexDigits(b));
    }
}
