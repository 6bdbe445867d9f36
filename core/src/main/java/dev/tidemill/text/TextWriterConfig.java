package dev.tidemill.text;

import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// How a [TextWriter] makes bytes out of text.
///
/// @param charset what the bytes are to be
/// @param onUnmappable what happens to chars that the charset cannot say, and to halves of
///     surrogate pairs: `REPORT` fails, `REPLACE` writes the replacement of the charset, mostly
///     `?`, `IGNORE` leaves them out
/// @param writeByteOrderMark whether U+FEFF is written before the first text. A charset that does
///     so by itself, as `UTF-16` does, needs none
/// @param lineSeparator what ends a line
public record TextWriterConfig(
        Charset charset, CodingErrorAction onUnmappable, boolean writeByteOrderMark, String lineSeparator) {

    /// UTF-8 that must be correct, without a byte order mark, in lines as this system has them.
    public static final TextWriterConfig DEFAULT =
            new TextWriterConfig(StandardCharsets.UTF_8, CodingErrorAction.REPORT, false, System.lineSeparator());

    public TextWriterConfig {
        Objects.requireNonNull(charset, "charset");
        Objects.requireNonNull(onUnmappable, "onUnmappable");
        Objects.requireNonNull(lineSeparator, "lineSeparator");
        if (!charset.canEncode()) throw new IllegalArgumentException(charset + " is for reading only");
    }

    /// These with another charset.
    public TextWriterConfig withCharset(Charset charset) {
        return new TextWriterConfig(charset, onUnmappable, writeByteOrderMark, lineSeparator);
    }

    /// These with something else for what the charset cannot say.
    public TextWriterConfig withOnUnmappable(CodingErrorAction onUnmappable) {
        return new TextWriterConfig(charset, onUnmappable, writeByteOrderMark, lineSeparator);
    }

    /// These with or without a byte order mark.
    public TextWriterConfig withWriteByteOrderMark(boolean writeByteOrderMark) {
        return new TextWriterConfig(charset, onUnmappable, writeByteOrderMark, lineSeparator);
    }

    /// These with another end of a line: `"\n"`, `"\r\n"`.
    public TextWriterConfig withLineSeparator(String lineSeparator) {
        return new TextWriterConfig(charset, onUnmappable, writeByteOrderMark, lineSeparator);
    }
}
