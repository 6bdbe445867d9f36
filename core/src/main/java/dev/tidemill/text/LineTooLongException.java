package dev.tidemill.text;

import java.io.IOException;

/// A line is longer than the limit that was set, and so was not made.
///
/// Nothing of it is taken: it is refused again if it is asked for again, and it can be read in
/// blocks, or left out with [TextReader#skipLine()].
public final class LineTooLongException extends IOException {

    private static final long serialVersionUID = 1;

    private final int limit;

    LineTooLongException(Object subject, long position, int limit) {
        super(subject + ": the line at byte " + position + " is longer than " + limit
                + " chars; TextReaderConfig.maxLineLength says how long a line may be");
        this.limit = limit;
    }

    /// The limit, in chars.
    public int limit() {
        return limit;
    }
}
