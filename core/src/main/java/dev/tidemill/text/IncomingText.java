package dev.tidemill.text;

import dev.tidemill.annotation.Nullable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Bytes go in as they come, text comes out as it is asked for. Knows nothing of waiting.
///
/// Where a line ends can be seen in the bytes of UTF-8, ASCII and Latin-1, so a line is made of its
/// bytes ("direct"). Blocks and other charsets are decoded, and so is what has bytes that are to be
/// left out: they may be between `\r` and `\n`.
///
/// Each question (`has...`) is asked with whether the bytes have ended; if the answer is no, more
/// bytes are needed. What cannot be given is not taken: asking again fails again.
final class IncomingText {

    private static final char REPLACEMENT = '\uFFFD';

    private final Object subject;
    private final TextReaderConfig config;
    private final ByteWindow window = new ByteWindow();
    private final LineEnds ends = new LineEnds();
    private Charset charset;
    private @Nullable DecodedChars decoded; // null until the charset is known

    private @Nullable DirectLine line; // null if lines cannot be made of their bytes
    private long mostBytesOfLine;
    private boolean afterReturn; // a `\n` that comes now belongs to the `\r` before
    private int scanned; // bytes or chars that are not taken, and have no end of a line among them
    private int lineLength; // of the line that was found, in the same
    private boolean isInLine; // a part of the line that is left out has been seen

    /// @param subject what messages begin with
    IncomingText(Object subject, TextReaderConfig config) {
        this.subject = subject;
        this.config = config;
        charset = config.charset();
        if (!config.detectByteOrderMark()) decode(charset);
    }

    private DecodedChars decode(Charset known) {
        charset = known;
        boolean isWide = known.equals(StandardCharsets.UTF_8);
        boolean isDirect =
                (isWide || known.equals(StandardCharsets.US_ASCII) || known.equals(StandardCharsets.ISO_8859_1))
                        && config.onMalformed() != CodingErrorAction.IGNORE;
        if (isDirect) line = new DirectLine(window, decoder(), subject);
        mostBytesOfLine = isWide ? 3L * config.maxLineLength() : config.maxLineLength();
        DecodedChars chars = new DecodedChars(window, decoder(), subject);
        decoded = chars;
        return chars;
    }

    private CharsetDecoder decoder() {
        return charset.newDecoder().onMalformedInput(config.onMalformed()).onUnmappableCharacter(config.onMalformed());
    }

    Charset charset() {
        return charset;
    }

    /// Where more bytes go; [#received] says how many there were.
    ByteBuffer room() throws IOException {
        return window.room(subject);
    }

    void received(int length) {
        window.received(length);
    }

    /// @return null if it takes more bytes to know how to decode
    private @Nullable DecodedChars decoded(boolean ended) {
        DecodedChars chars = decoded;
        if (chars != null) return chars;
        if (!ended && ByteOrderMark.isOpen(window.bytes, window.from, window.to)) return null;
        ByteOrderMark mark = ByteOrderMark.of(window.bytes, window.from, window.to);
        if (mark == null) return decode(charset);
        window.taken(mark.length());
        return decode(mark.charset());
    }

    private DecodedChars known() {
        return Objects.requireNonNull(decoded, "whether there is something was not asked");
    }

    /// Chars that have been decoded have to be taken first.
    private boolean isDirect(DecodedChars chars) {
        return line != null && chars.length() == 0;
    }

    // Lines.

    /// @return whether there is a line, or the end, for [#takeLine]
    boolean hasLine(boolean ended) throws IOException {
        DecodedChars chars = decoded(ended);
        return chars != null && (isDirect(chars) ? hasDirectLine(ended) : hasDecodedLine(chars, ended));
    }

    private boolean hasDirectLine(boolean ended) throws LineTooLongException {
        skipLineFeedByte();
        int end = ends.first(window.bytes, window.from + scanned, window.to);
        lineLength = (end < 0 ? window.to : end) - window.from;
        scanned = lineLength;
        if (lineLength > mostBytesOfLine) throw tooLong();
        return end >= 0 || ended;
    }

    private boolean hasDecodedLine(DecodedChars chars, boolean ended) throws IOException {
        for (; ; ) {
            skipLineFeedChar(chars);
            int end = LineEnds.first(chars.chars, chars.from + scanned, chars.to);
            lineLength = (end < 0 ? chars.to : end) - chars.from;
            scanned = lineLength;
            if (lineLength > config.maxLineLength()) throw tooLong();
            if (end >= 0) return true;
            if (chars.more(ended) == 0) return ended;
        }
    }

    /// @return the line that was found, or null at the end
    @Nullable
    String takeLine() throws IOException {
        DecodedChars chars = known();
        return isDirect(chars) ? takeDirectLine() : takeDecodedLine(chars);
    }

    private @Nullable String takeDirectLine() throws IOException {
        if (window.length() == 0) return null;
        String text = Objects.requireNonNull(line).text(lineLength, ends.isAscii());
        if (text.length() > config.maxLineLength()) throw tooLong();
        leaveDirectLine();
        return text;
    }

    private void leaveDirectLine() {
        int at = window.from + lineLength;
        nextLine();
        if (at < window.to) afterReturn = window.bytes[at++] == '\r';
        window.from = at;
        skipLineFeedByte();
    }

    private @Nullable String takeDecodedLine(DecodedChars chars) {
        if (chars.length() == 0) return null;
        String text = new String(chars.chars, chars.from, lineLength);
        leaveDecodedLine(chars);
        return text;
    }

    private void leaveDecodedLine(DecodedChars chars) {
        int at = chars.from + lineLength;
        nextLine();
        if (at < chars.to) afterReturn = chars.chars[at++] == '\r';
        chars.from = at;
        skipLineFeedChar(chars);
    }

    private void nextLine() {
        scanned = 0;
        ends.nextLine();
    }

    private void skipLineFeedByte() {
        if (afterReturn && window.from < window.to) {
            if (window.bytes[window.from] == '\n') window.from++;
            afterReturn = false;
        }
    }

    private void skipLineFeedChar(DecodedChars chars) {
        if (afterReturn && chars.from < chars.to) {
            if (chars.chars[chars.from] == '\n') chars.from++;
            afterReturn = false;
        }
    }

    private LineTooLongException tooLong() {
        return new LineTooLongException(subject, window.position(window.from), config.maxLineLength());
    }

    /// Leaves out what has come of a line.
    ///
    /// @return whether that was all of it; [#leftOutLine] says whether there was one
    boolean leavesOutLine(boolean ended) throws IOException {
        DecodedChars chars = decoded(ended);
        return chars != null && (isDirect(chars) ? leavesOutDirectLine(ended) : leavesOutDecodedLine(chars, ended));
    }

    private boolean leavesOutDirectLine(boolean ended) {
        skipLineFeedByte();
        isInLine |= window.length() > 0;
        int end = ends.first(window.bytes, window.from + scanned, window.to);
        lineLength = (end < 0 ? window.to : end) - window.from;
        leaveDirectLine();
        return end >= 0 || ended;
    }

    private boolean leavesOutDecodedLine(DecodedChars chars, boolean ended) throws IOException {
        for (; ; ) {
            skipLineFeedChar(chars);
            isInLine |= chars.length() > 0;
            int end = LineEnds.first(chars.chars, chars.from + scanned, chars.to);
            lineLength = (end < 0 ? chars.to : end) - chars.from;
            leaveDecodedLine(chars);
            if (end >= 0) return true;
            if (chars.more(ended) == 0) return ended;
        }
    }

    boolean leftOutLine() {
        boolean was = isInLine;
        isInLine = false;
        return was;
    }

    // Blocks.

    /// Takes some chars.
    ///
    /// @param target with room for at least one
    /// @return how many; 0 if it takes more bytes, -1 at the end
    int take(CharBuffer target, boolean ended) throws IOException {
        DecodedChars chars = decoded(ended);
        if (chars == null) return 0;
        if (isDirect(chars)) skipLineFeedByte();
        else skipLineFeedChar(chars);
        nextLine();
        int taken = 0;
        while (taken == 0) {
            if (chars.length() > 0) taken = chars.take(target);
            else if (target.remaining() > 1 && !afterReturn) {
                taken = chars.decode(target, ended);
                if (taken == 0) break;
            } else { // one half of a surrogate pair may remain
                if (chars.more(ended, 2) == 0) break;
                skipLineFeedChar(chars);
            }
        }
        return taken == 0 && ended ? -1 : taken;
    }

    // All of it.

    /// @return whether all has come, for [#takeAll]
    boolean hasAll(boolean ended) throws IOException {
        DecodedChars chars = decoded(ended);
        if (chars == null) return false;
        if (!isDirect(chars)) {
            while (chars.more(ended) > 0) continue;
        }
        return ended;
    }

    String takeAll() throws IOException {
        DecodedChars chars = known();
        nextLine();
        String text;
        if (isDirect(chars)) {
            skipLineFeedByte();
            text = string(window.length());
        } else {
            skipLineFeedChar(chars);
            text = new String(chars.chars, chars.from, chars.length());
        }
        chars.release();
        window.release();
        return text;
    }

    // Bytes as text.

    /// The first bytes of the window, which are whole characters.
    private String string(int length) throws IOException {
        String text = new String(window.bytes, window.from, length, charset); // much faster than a decoder
        return text.indexOf(REPLACEMENT) < 0 ? text : decoded(length);
    }

    /// The same as it was asked for, with all that is no text.
    private String decoded(int length) throws NotInCharsetException {
        ByteBuffer source = ByteBuffer.wrap(window.bytes, window.from, length);
        CharBuffer target = CharBuffer.allocate(length);
        CoderResult result = decoder().decode(source, target, true);
        if (result.isError()) {
            throw new NotInCharsetException(subject, charset, window.position(source.position()));
        }
        return target.flip().toString();
    }
}
