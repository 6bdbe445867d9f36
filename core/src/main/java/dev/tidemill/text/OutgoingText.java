package dev.tidemill.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;

/// Text goes in, bytes come out when they fill the buffer, or when somebody wants them. Knows
/// nothing of waiting.
final class OutgoingText {

    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int PIECE_CHARS = 4 * 1024;

    private final Object subject;
    private final CharsetEncoder encoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES);
    private final char[] chars = new char[PIECE_CHARS];
    private final CharBuffer piece = CharBuffer.wrap(chars).limit(0); // to be encoded

    private CharSequence text = ""; // what is being written
    private int next; // its first char that is not in the piece
    private String behind = ""; // what comes then
    private boolean isEnding;
    private boolean isGiven; // the bytes, to be written

    /// @param subject what messages begin with
    OutgoingText(Object subject, TextWriterConfig config) {
        this.subject = subject;
        encoder = config.charset()
                .newEncoder()
                .onMalformedInput(config.onUnmappable())
                .onUnmappableCharacter(config.onUnmappable());
        if (config.writeByteOrderMark()) chars[piece.limit(1).position()] = '\uFEFF';
    }

    /// What is to be encoded next; everything before was.
    ///
    /// @param end comes behind it
    void add(CharSequence added, String end) {
        text = added;
        next = 0;
        behind = end;
    }

    /// Encodes what was added.
    ///
    /// @return false if it does not fit into the buffer: take the bytes, and ask again
    boolean encode() throws UnmappableTextException {
        for (; ; ) {
            int more = Math.min(chars.length - piece.remaining(), text.length() - next);
            if (more > 0) fill(more);
            CoderResult result = encoder.encode(piece, bytes, false);
            if (result.isOverflow()) return false;
            if (result.isError()) throw refused(result);
            if (next == text.length()) {
                text = behind;
                next = 0;
                behind = "";
                if (text.isEmpty()) return true;
            }
        }
    }

    /// Puts more behind what is left, which may be one half of a surrogate pair.
    private void fill(int more) {
        piece.compact();
        text.getChars(next, next + more, chars, piece.position());
        next += more;
        piece.position(piece.position() + more).flip();
    }

    /// Ends the text, once: a half of a pair that waited for the other one, and what the charset
    /// wants at the end.
    ///
    /// @return false if it does not fit into the buffer: take the bytes, and ask again
    boolean end() throws UnmappableTextException {
        if (!isEnding && !encode()) return false;
        isEnding = true;
        CoderResult result = encoder.encode(piece, bytes, true);
        if (result.isError()) throw refused(result);
        return !result.isOverflow() && !encoder.flush(bytes).isOverflow();
    }

    /// The rest of what was added is given up.
    private UnmappableTextException refused(CoderResult result) {
        int character = Character.codePointAt(piece, 0);
        giveUp();
        return new UnmappableTextException(subject, encoder.charset(), character, result.isMalformed());
    }

    /// The text that was added and is not encoded.
    void giveUp() {
        piece.clear().limit(0);
        text = "";
        next = 0;
        behind = "";
    }

    /// Everything, because there will be no more.
    void giveUpAll() {
        giveUp();
        bytes.clear();
    }

    boolean hasBytes() {
        return bytes.position() > 0;
    }

    /// The bytes so far, to be written; then [#written].
    ByteBuffer bytes() {
        isGiven = true;
        return bytes.flip();
    }

    /// What was given and was not written stays.
    void written() {
        if (isGiven) bytes.compact();
        isGiven = false;
    }
}
