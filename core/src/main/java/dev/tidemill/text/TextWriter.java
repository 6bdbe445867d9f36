package dev.tidemill.text;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritePendingException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/// Writes text to a sink of bytes.
///
/// ```java
/// try (var writer = TextWriter.open(path).await()) {
///     for (Entry entry : entries) writer.writeLine(entry.toString()).await();
/// }
/// ```
///
/// **A loop of `await` costs nothing** while the text fits into the buffer: such a task is born
/// done. Bytes go to the sink when the buffer is full, with [#flush()], and before closing; nothing
/// is given up without telling: if the last bytes cannot be written, closing fails.
///
/// If a write fails or is cancelled, a part of its text may have been taken. What was taken is not
/// lost: bytes that the sink did not take are offered to it again by what comes next.
///
/// One write or flush at a time: a second one while the first is pending is refused with
/// [WritePendingException]. Closing waits for it.
@CheckReturnValue
public final class TextWriter implements AutoCloseable {

    private static final Failure CLOSED = ClosedChannelException::new;
    private static final Task<Void> DONE = Task.completed(null);

    private static final int BUSY = 1;
    private static final int CLOSING = 1 << 1;

    final ByteSink sink;
    final OutgoingText text; // of the one who has entered
    private final Object subject;
    private final String lineSeparator;
    private final Closing closing = new Closing(this);

    /*
     * 0 <──> BUSY ──> BUSY|CLOSING     whoever leaves begins to close
     * └────────────────────↑           or whoever closes
     */
    private final AtomicInteger state = new AtomicInteger();

    @SuppressWarnings("this-escape") // to a part of itself
    private TextWriter(ByteSink sink, Object subject, TextWriterConfig config) {
        this.sink = Objects.requireNonNull(sink, "sink");
        this.subject = subject;
        this.lineSeparator = config.lineSeparator();
        this.text = new OutgoingText(subject, config);
    }

    /// Opens a file for UTF-8; without options it is created, or replaces what was in it.
    ///
    /// What [AsyncFiles#sink(Path, OpenOption...)] says goes for this, too. Closing the writer
    /// closes the file.
    public static Task<TextWriter> open(Path path, OpenOption... options) {
        return open(path, TextWriterConfig.DEFAULT, options);
    }

    /// Opens a file for text in this charset; see [#open(Path, OpenOption...)].
    public static Task<TextWriter> open(Path path, Charset charset, OpenOption... options) {
        return open(path, TextWriterConfig.DEFAULT.withCharset(charset), options);
    }

    /// Opens a file for text as it is configured; see [#open(Path, OpenOption...)].
    public static Task<TextWriter> open(Path path, TextWriterConfig config, OpenOption... options) {
        return open(Tidemill.shared(), path, config, CancellationToken.none(), options);
    }

    /// Opens a file for text as it is configured; see [#open(Path, OpenOption...)].
    ///
    /// @param token asks the kernel to stop opening it
    public static Task<TextWriter> open(
            Tidemill io, Path path, TextWriterConfig config, CancellationToken token, OpenOption... options) {
        Objects.requireNonNull(config, "config");
        return AsyncFiles.sink(io, path, token, options)
                .thenApplyAsync(sink -> new TextWriter(sink, path, config), Tasks.inline());
    }

    /// Writes UTF-8.
    ///
    /// @param sink from now on only for this writer, which also closes it
    public static TextWriter of(ByteSink sink) {
        return of(sink, TextWriterConfig.DEFAULT);
    }

    /// Writes text in this charset.
    ///
    /// @param sink from now on only for this writer, which also closes it
    public static TextWriter of(ByteSink sink, Charset charset) {
        return of(sink, TextWriterConfig.DEFAULT.withCharset(charset));
    }

    /// Writes text as it is configured.
    ///
    /// @param sink from now on only for this writer, which also closes it
    public static TextWriter of(ByteSink sink, TextWriterConfig config) {
        return new TextWriter(sink, sink, config);
    }

    /// Writes a text.
    ///
    /// Both halves of a surrogate pair may come in two writes. The task fails with a
    /// [java.nio.charset.CharacterCodingException] if the charset cannot say it; what stands before
    /// is written.
    ///
    /// @param added not to be changed until the task is done
    public Task<Void> write(CharSequence added) {
        return write(added, CancellationToken.none());
    }

    /// Writes a text; see [#write(CharSequence)].
    ///
    /// @param token ends the wait for the sink
    public Task<Void> write(CharSequence added, CancellationToken token) {
        return write(added, "", token);
    }

    /// Ends a line.
    public Task<Void> writeLine() {
        return writeLine("", CancellationToken.none());
    }

    /// Writes a text and ends the line; see [#write(CharSequence)].
    public Task<Void> writeLine(CharSequence added) {
        return writeLine(added, CancellationToken.none());
    }

    /// Writes a text and ends the line; see [#write(CharSequence)].
    ///
    /// @param token ends the wait for the sink
    public Task<Void> writeLine(CharSequence added, CancellationToken token) {
        return write(added, lineSeparator, token);
    }

    private Task<Void> write(CharSequence added, String end, CancellationToken token) {
        Objects.requireNonNull(added, "added");
        if (!enter()) return Task.failed(CLOSED);
        if (!token.isCancelled()) {
            try {
                text.add(added, end);
                if (text.encode()) {
                    leave();
                    return DONE;
                }
            } catch (Throwable e) {
                text.giveUp();
                leave();
                return Task.failed(e);
            }
        }
        var writing = new TextWriting(this);
        writing.start(token);
        return writing;
    }

    /// Writes to the sink what is in the buffer, and flushes the sink.
    public Task<Void> flush() {
        return flush(CancellationToken.none());
    }

    /// Writes to the sink what is in the buffer, and flushes the sink.
    ///
    /// @param token ends the wait for the sink; the bytes stay in the buffer
    public Task<Void> flush(CancellationToken token) {
        if (!enter()) return Task.failed(CLOSED);
        var flushing = new Flushing(this);
        flushing.start(token);
        return flushing;
    }

    // One at a time.

    /// @return whether the caller has the text, until [#leave()]; false if it is closed
    private boolean enter() {
        int before = state.compareAndExchange(0, BUSY);
        if (before == BUSY) throw new WritePendingException();
        return before == 0;
    }

    void leave() {
        if (!state.compareAndSet(BUSY, 0)) closing.go();
    }

    Object subject() {
        return subject;
    }

    /// What is in the buffer, to the sink.
    Task<Void> writeBytes() {
        try {
            return sink.write(text.bytes());
        } catch (Throwable e) {
            text.written();
            throw e;
        }
    }

    // Closing.

    /// Starts to close the writer and its sink, after what was pending and what is in the buffer.
    ///
    /// @return done when the sink is closed; the same for everybody who closes. It fails if the
    ///     last bytes could not be written; the sink is closed all the same
    public Task<Void> closing() {
        if (state.getAndSet(BUSY | CLOSING) == 0) closing.go();
        return closing;
    }

    /// Closes the writer and its sink, and waits until it is; see [#closing()]. An interrupt does
    /// not end the wait, and stays set.
    @Override
    public void close() throws IOException {
        Task<Void> closed = closing();
        boolean interrupted = false;
        try {
            while (!closed.isDone()) {
                try {
                    var _ = closed.outcome();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            closed.await();
        } catch (InterruptedException e) { // nobody interrupted this wait: it is what the sink's close came to
            throw new IOException(this + ": the sink was interrupted while it was closed", e);
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return subject + " as text" + ((state.get() & CLOSING) != 0 ? " (closed)" : "");
    }

    private static final class TextWriting extends Writing {

        TextWriting(TextWriter writer) {
            super(writer, "write of text");
        }

        @Override
        @Nullable
        Task<Void> next() throws IOException {
            return writer.text.encode() ? null : writer.writeBytes();
        }
    }

    private static final class Flushing extends Writing {

        private boolean isLast;

        Flushing(TextWriter writer) {
            super(writer, "flush");
        }

        @Override
        @Nullable
        Task<Void> next() throws IOException {
            if (isLast) return null;
            if (!writer.text.encode() || writer.text.hasBytes()) return writer.writeBytes();
            isLast = true;
            return writer.sink.flush();
        }
    }

    /// What cannot be written does not keep the sink open.
    private static final class Closing extends Writing {

        private boolean hasEnded;
        private boolean isLast;
        private Outcome<Void> outcome = new Outcome.Succeeded<>(null); // of the bytes

        Closing(TextWriter writer) {
            super(writer, "close");
        }

        @Override
        @Nullable
        Task<Void> next() throws IOException {
            if (isLast) return null;
            if (!hasEnded) {
                try {
                    hasEnded = writer.text.end();
                } catch (CharacterCodingException e) { // what stands before is written
                    hasEnded = true;
                    outcome = new Outcome.Failed<>(Failure.of(e));
                }
                if (!hasEnded) return writer.writeBytes();
            }
            if (writer.text.hasBytes()) return writer.writeBytes();
            isLast = true;
            return writer.sink.closing();
        }

        @Override
        void endAs(Outcome<Void> now) {
            if (outcome instanceof Outcome.Succeeded) outcome = now;
            if (isLast) {
                completeAs(outcome);
                return;
            }
            writer.text.giveUpAll();
            hasEnded = true;
            go();
        }

        @Override
        protected void cancelRequested(CancellationReason reason) {
            // a writer that is half closed is of no use to anybody
        }
    }
}
