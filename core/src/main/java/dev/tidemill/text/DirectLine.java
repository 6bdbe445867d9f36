package dev.tidemill.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/// Makes a line out of its bytes, and nothing but the line: [String] itself would make two arrays
/// for one that is not ASCII.
final class DirectLine {

    private final ByteWindow window;
    private final CharsetDecoder decoder;
    private final boolean isLatin1;
    private final Object subject;

    private ByteBuffer source = ByteBuffer.allocate(0); // the array of the window
    private CharBuffer target = CharBuffer.allocate(0);

    DirectLine(ByteWindow window, CharsetDecoder decoder, Object subject) {
        this.window = window;
        this.decoder = decoder;
        this.isLatin1 = decoder.charset().equals(StandardCharsets.ISO_8859_1);
        this.subject = subject;
    }

    /// The first bytes of the window, which are whole characters.
    String text(int length, boolean isAscii) throws NotInCharsetException {
        if (isAscii || isLatin1) return new String(window.bytes, window.from, length, StandardCharsets.ISO_8859_1);
        if (source.array() != window.bytes) source = ByteBuffer.wrap(window.bytes);
        if (target.capacity() < length) target = CharBuffer.allocate(Math.max(length, 256));
        source.limit(window.from + length).position(window.from);
        CoderResult result = decoder.reset().decode(source, target.clear(), true);
        if (result.isError()) {
            throw new NotInCharsetException(subject, decoder.charset(), window.position(source.position()));
        }
        return new String(target.array(), 0, target.position());
    }
}
