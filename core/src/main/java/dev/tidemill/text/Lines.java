package dev.tidemill.text;

import dev.tidemill.annotation.Nullable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;

/// The lines of a [TextReader] that have not been read: for a loop, or for one subscriber at a
/// time.
///
/// ```java
/// for (String line : reader.lines()) count(line);
/// ```
///
/// Both take their lines from the reader, one after the other, and go on where the one before has
/// stopped. Neither closes it.
///
/// **The iterator** waits, best on a virtual thread. What a loop cannot catch comes in an
/// [UncheckedIOException]; an interrupt ends it with a [CancellationException], stays set, and
/// loses nothing.
///
/// **The subscriber** gets as many lines as it requests: nothing is read that nobody has asked for,
/// beyond the reader's buffer. It is called on a virtual thread, which may wait. A line that was
/// read while the subscription was being cancelled is lost.
public final class Lines implements Iterable<String>, Flow.Publisher<String> {

    private final TextReader reader;

    Lines(TextReader reader) {
        this.reader = reader;
    }

    @Override
    public Iterator<String> iterator() {
        return new LineIterator(reader);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super String> subscriber) {
        new LineSubscription(reader, subscriber).begin();
    }

    /// For one thread.
    private static final class LineIterator implements Iterator<String> {

        private final TextReader reader;
        private @Nullable String line; // read, and not given so far
        private boolean isOver;

        LineIterator(TextReader reader) {
            this.reader = reader;
        }

        @Override
        public boolean hasNext() {
            if (line == null && !isOver) {
                line = read();
                isOver = line == null;
            }
            return line != null;
        }

        private @Nullable String read() {
            try {
                return reader.awaitLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                var cancelled =
                        new CancellationException(reader.subject() + ": read of a line cancelled by an interrupt");
                cancelled.initCause(e);
                throw cancelled;
            }
        }

        @Override
        public String next() {
            String next = hasNext() ? line : null;
            if (next == null) throw new NoSuchElementException("the text has ended");
            line = null;
            return next;
        }
    }
}
