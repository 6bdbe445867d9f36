package dev.tidemill.text;

import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// How a [TextReader] makes text out of bytes.
///
/// @param charset what the bytes are, unless a byte order mark says something else
/// @param onMalformed what happens to bytes that are no text in this charset: `REPORT` fails and
///     says where, `REPLACE` puts the replacement of the charset there, which mostly is U+FFFD,
///     `IGNORE` leaves them out
/// @param detectByteOrderMark whether a mark at the beginning decides what the bytes are, whatever
///     `charset` says, and is left out: those of UTF-8, UTF-16 and UTF-32. Otherwise it is for the
///     charset to deal with, and that of UTF-8 gives U+FEFF
/// @param maxLineLength in chars, without the end of the line. A line that is longer is refused
///     with a [LineTooLongException], before it fills the memory; no more than four bytes for each
///     of these chars are held
public record TextReaderConfig(
        Charset charset, CodingErrorAction onMalformed, boolean detectByteOrderMark, int maxLineLength) {

    /// UTF-8 that must be correct, with or without a byte order mark, in lines of at most 16 Mi
    /// chars.
    public static final TextReaderConfig DEFAULT =
            new TextReaderConfig(StandardCharsets.UTF_8, CodingErrorAction.REPORT, true, 16 << 20);

    public TextReaderConfig {
        Objects.requireNonNull(charset, "charset");
        Objects.requireNonNull(onMalformed, "onMalformed");
        if (maxLineLength < 1) throw new IllegalArgumentException("maxLineLength is " + maxLineLength + "; at least 1");
    }

    /// These with another charset.
    public TextReaderConfig withCharset(Charset charset) {
        return new TextReaderConfig(charset, onMalformed, detectByteOrderMark, maxLineLength);
    }

    /// These with something else for bytes that are no text.
    public TextReaderConfig withOnMalformed(CodingErrorAction onMalformed) {
        return new TextReaderConfig(charset, onMalformed, detectByteOrderMark, maxLineLength);
    }

    /// These with a byte order mark that decides, or that is not looked for.
    public TextReaderConfig withDetectByteOrderMark(boolean detectByteOrderMark) {
        return new TextReaderConfig(charset, onMalformed, detectByteOrderMark, maxLineLength);
    }

    /// These with another limit for a line, in chars; `Integer.MAX_VALUE` for none but that of a
    /// [String].
    public TextReaderConfig withMaxLineLength(int maxLineLength) {
        return new TextReaderConfig(charset, onMalformed, detectByteOrderMark, maxLineLength);
    }
}
