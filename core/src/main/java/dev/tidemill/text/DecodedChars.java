package dev.tidemill.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

/// The chars that were decoded and are not taken. Bytes that are not the whole of a character stay
/// in the window.
final class DecodedChars {

    private static final int USUAL_CHARS = 8 * 1024;
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final char[] NONE = {};

    private final ByteWindow window;
    private final CharsetDecoder decoder;
    private final Object subject;

    char[] chars = NONE;
    int from;
    int to;
    private boolean isEnding; // the decoder was told that this is the end

    DecodedChars(ByteWindow window, CharsetDecoder decoder, Object subject) {
        this.window = window;
        this.decoder = decoder;
        this.subject = subject;
    }

    int length() {
        return to - from;
    }

    /// Decodes some more.
    ///
    /// @param ended whether the bytes in the window are the last ones
    /// @param most so many chars, at least 2
    /// @return how many chars there are more; 0 if it takes more bytes, or is the end
    /// @throws NotInCharsetException if there are none because of bytes that are no text
    int more(boolean ended, int most) throws IOException {
        makeRoom();
        int decoded = decode(CharBuffer.wrap(chars, to, Math.min(most, chars.length - to)), ended);
        to += decoded;
        return decoded;
    }

    int more(boolean ended) throws IOException {
        return more(ended, Integer.MAX_VALUE);
    }

    /// Decodes past this buffer, which must be empty; else like [#more].
    int decode(CharBuffer target, boolean ended) throws NotInCharsetException {
        int before = target.position();
        if (isEnding && !ended) restart(); // the source has gone on after its end
        isEnding = ended;
        ByteBuffer content = window.content();
        CoderResult result = decoder.decode(content, target, ended);
        window.taken(content.position() - window.from);
        if (ended && result.isUnderflow() && decoder.flush(target).isUnderflow()) restart();
        int decoded = target.position() - before;
        if (decoded == 0 && result.isError()) {
            throw new NotInCharsetException(subject, decoder.charset(), window.position(window.from));
        }
        return decoded;
    }

    private void restart() {
        decoder.reset();
        isEnding = false;
    }

    private void makeRoom() throws IOException {
        int length = length();
        if (length > chars.length / 2 || chars.length == 0) {
            if (length == LONGEST_ARRAY) throw new IOException(subject + ": too long for one piece of text");
            moveTo(new char[(int) Math.min(LONGEST_ARRAY, Math.max(USUAL_CHARS, 2L * chars.length))]);
        } else {
            moveTo(chars);
        }
    }

    private void moveTo(char[] target) {
        int length = length();
        System.arraycopy(chars, from, target, 0, length);
        chars = target;
        from = 0;
        to = length;
    }

    int take(CharBuffer target) {
        int length = Math.min(length(), target.remaining());
        target.put(chars, from, length);
        from += length;
        return length;
    }

    /// Everything was taken, and it may have been much.
    void release() {
        chars = NONE;
        from = 0;
        to = 0;
    }
}
