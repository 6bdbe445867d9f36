package dev.tidemill.text;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/// Reads text from a source of bytes: lines, blocks, or all of it.
///
/// ```java
/// try (var reader = TextReader.open(path).await()) {
///     for (String line; (line = reader.readLine().await()) != null; ) count(line);
/// }
/// ```
///
/// **A loop of `await` costs nothing** while the bytes are there: such a task is born done. Else it
/// waits for the source, and no thread with it.
///
/// **Lines** end at `\n`, `\r` or `\r\n`, and have none of that in them. What follows the last one
/// is a line too, unless it is empty. A `\r` ends a line at once; a `\n` that comes later is left
/// out.
///
/// **Nothing is lost**: what a read that fails or is cancelled has not given is there for the next
/// one. Bytes that are no text, and lines that are too long, are refused each time ([#skipLine()]
/// leaves them out). At the end the source is asked again each time, so that a file that grows can
/// be followed.
///
/// One read at a time: a second one while the first is pending is refused with
/// [ReadPendingException].
@CheckReturnValue
public final class TextReader implements AutoCloseable {

    private static final Failure CLOSED = ClosedChannelException::new;

    final ByteSource source;
    final IncomingText text; // of the one who has entered
    private final Object subject;
    private final AtomicBoolean isBusy = new AtomicBoolean();
    private final AtomicBoolean hasSubscriber = new AtomicBoolean();
    private volatile boolean isClosed;

    private TextReader(ByteSource source, Object subject, TextReaderConfig config) {
        this.source = Objects.requireNonNull(source, "source");
        this.subject = subject;
        this.text = new IncomingText(subject, Objects.requireNonNull(config, "config"));
    }

    /// Opens a file of UTF-8, or what a byte order mark says; see [TextReaderConfig#DEFAULT].
    ///
    /// What [AsyncFiles#source(Path)] says goes for this, too. Closing the reader closes the file.
    public static Task<TextReader> open(Path path) {
        return open(path, TextReaderConfig.DEFAULT);
    }

    /// Opens a file of text in this charset, or what a byte order mark says; see [#open(Path)].
    public static Task<TextReader> open(Path path, Charset charset) {
        return open(path, TextReaderConfig.DEFAULT.withCharset(charset));
    }

    /// Opens a file of text as it is configured; see [#open(Path)].
    public static Task<TextReader> open(Path path, TextReaderConfig config) {
        return open(Tidemill.shared(), path, config, CancellationToken.none());
    }

    /// Opens a file of text as it is configured; see [#open(Path)].
    ///
    /// @param token asks the kernel to stop opening it
    public static Task<TextReader> open(Tidemill io, Path path, TextReaderConfig config, CancellationToken token) {
        Objects.requireNonNull(config, "config");
        return AsyncFiles.source(io, path, token)
                .thenApplyAsync(source -> new TextReader(source, path, config), Tasks.inline());
    }

    /// Reads UTF-8, or what a byte order mark says; see [TextReaderConfig#DEFAULT].
    ///
    /// @param source from now on only for this reader, which also closes it
    public static TextReader of(ByteSource source) {
        return of(source, TextReaderConfig.DEFAULT);
    }

    /// Reads text in this charset, or what a byte order mark says.
    ///
    /// @param source from now on only for this reader, which also closes it
    public static TextReader of(ByteSource source, Charset charset) {
        return of(source, TextReaderConfig.DEFAULT.withCharset(charset));
    }

    /// Reads text as it is configured.
    ///
    /// @param source from now on only for this reader, which also closes it
    public static TextReader of(ByteSource source, TextReaderConfig config) {
        return new TextReader(source, source, config);
    }

    // Lines.

    /// Reads a line. The value is null at the end.
    public Task<@Nullable String> readLine() {
        return readLine(CancellationToken.none());
    }

    /// Reads a line; see [#readLine()].
    ///
    /// @param token ends the wait for the source; what has come of the line is there for the next
    ///     read
    public Task<@Nullable String> readLine(CancellationToken token) {
        if (!enter()) return Task.failed(CLOSED);
        try {
            if (!token.isCancelled() && text.hasLine(false)) {
                String line = text.takeLine();
                leave();
                return Task.completed(line);
            }
        } catch (Throwable e) {
            leave();
            return Task.failed(e);
        }
        var reading = new LineReading(this);
        reading.start(token);
        return reading;
    }

    /// Leaves a line out, however long it is, in bounded memory. The value is false if there was
    /// none, at the end.
    public Task<Boolean> skipLine() {
        return skipLine(CancellationToken.none());
    }

    /// Leaves a line out; see [#skipLine()].
    ///
    /// @param token ends the wait for the source; the next read gets the rest of the line
    public Task<Boolean> skipLine(CancellationToken token) {
        return start(new LineSkipping(this), token);
    }

    /// The lines that are left, for a loop or for a subscriber.
    public Lines lines() {
        return new Lines(this);
    }

    /// Waits for a line that nobody else gets.
    @Nullable
    String awaitLine() throws IOException, InterruptedException {
        Task<@Nullable String> line = readLine();
        return line instanceof Reading<@Nullable String> reading ? reading.awaitAsOwner() : line.await();
    }

    /// @return false if there is a subscriber already
    boolean subscribe() {
        return !hasSubscriber.getAndSet(true);
    }

    void unsubscribe() {
        hasSubscriber.set(false);
    }

    // Blocks.

    /// Reads some chars; see [#read(CharBuffer, CancellationToken)].
    public Task<Integer> read(char[] target) {
        return read(CharBuffer.wrap(target), CancellationToken.none());
    }

    /// Reads some chars; see [#read(CharBuffer, CancellationToken)].
    public Task<Integer> read(CharBuffer target) {
        return read(target, CancellationToken.none());
    }

    /// Reads some chars into `target`, whose position goes on by as many: those that are there, or
    /// if there are none, those that come next.
    ///
    /// The value is how many, at least one, or -1 at the end. The two halves of a surrogate pair
    /// are given together if there is room for both.
    ///
    /// @param target with room for at least one char; not to be used until the task is done
    /// @param token ends the wait for the source
    public Task<Integer> read(CharBuffer target, CancellationToken token) {
        return read(target, false, token);
    }

    /// Reads as many chars as fit; see [#readBlock(CharBuffer, CancellationToken)].
    public Task<Integer> readBlock(char[] target) {
        return readBlock(CharBuffer.wrap(target), CancellationToken.none());
    }

    /// Reads as many chars as fit; see [#readBlock(CharBuffer, CancellationToken)].
    public Task<Integer> readBlock(CharBuffer target) {
        return readBlock(target, CancellationToken.none());
    }

    /// Reads as many chars as fit into `target`, or all that there are before the end; its position
    /// goes on by as many. The value is how many, or -1 if it is the end already.
    ///
    /// If it fails or is cancelled, those by which the position has gone on are taken.
    ///
    /// @param target with room for at least one char; not to be used until the task is done
    /// @param token ends the wait for the source
    public Task<Integer> readBlock(CharBuffer target, CancellationToken token) {
        return read(target, true, token);
    }

    private Task<Integer> read(CharBuffer target, boolean whole, CancellationToken token) {
        if (target.isReadOnly()) throw new IllegalArgumentException("target is read-only: " + target.getClass());
        if (!target.hasRemaining()) throw new IllegalArgumentException("target has no room");
        return start(new BlockReading(this, target, whole), token);
    }

    // All of it.

    /// Reads all that is left; the value is empty at the end.
    public Task<String> readToEnd() {
        return readToEnd(CancellationToken.none());
    }

    /// Reads all that is left; see [#readToEnd()].
    ///
    /// @param token ends the wait for the source; what has come is there for the next read
    public Task<String> readToEnd(CancellationToken token) {
        return start(new WholeReading(this), token);
    }

    /// What the bytes are: what a byte order mark says, as soon as something was read.
    public Charset charset() {
        return text.charset();
    }

    // One at a time.

    /// @return whether the caller has the text, until [#leave()]; false if it is closed
    private boolean enter() {
        if (isBusy.getAndSet(true)) throw new ReadPendingException();
        if (!isClosed) return true;
        leave();
        return false;
    }

    void leave() {
        isBusy.setRelease(false);
    }

    private <T> Task<T> start(Reading<T> reading, CancellationToken token) {
        if (!enter()) return Task.failed(CLOSED);
        reading.start(token);
        return reading;
    }

    Object subject() {
        return subject;
    }

    // Closing.

    /// Starts to close the reader and its source: nothing new begins, and a pending read is asked
    /// to stop.
    ///
    /// @return done when the source is closed; the same for everybody who closes
    public Task<Void> closing() {
        isClosed = true;
        return source.closing();
    }

    /// Closes the reader and its source, and waits until it is; see [#closing()].
    @Override
    public void close() throws IOException {
        isClosed = true;
        source.close();
    }

    @Override
    public String toString() {
        return subject + " as text" + (isClosed ? " (closed)" : "");
    }

    private static final class LineReading extends Reading<@Nullable String> {

        LineReading(TextReader reader) {
            super(reader, "a line");
        }

        @Override
        boolean has(IncomingText text, boolean ended) throws IOException {
            return text.hasLine(ended);
        }

        @Override
        @Nullable
        String take(IncomingText text) throws IOException {
            return text.takeLine();
        }
    }

    private static final class LineSkipping extends Reading<Boolean> {

        LineSkipping(TextReader reader) {
            super(reader, "a line to be left out");
        }

        @Override
        boolean has(IncomingText text, boolean ended) throws IOException {
            return text.leavesOutLine(ended);
        }

        @Override
        Boolean take(IncomingText text) {
            return text.leftOutLine();
        }
    }

    private static final class BlockReading extends Reading<Integer> {

        private final CharBuffer target;
        private final boolean whole;
        private int taken;

        BlockReading(TextReader reader, CharBuffer target, boolean whole) {
            super(reader, "a block");
            this.target = target;
            this.whole = whole;
        }

        @Override
        boolean has(IncomingText text, boolean ended) throws IOException {
            while (target.hasRemaining()) {
                int now = text.take(target, ended);
                if (now < 0) return true;
                if (now == 0) return taken > 0 && !whole;
                taken += now;
                if (!whole) return true;
            }
            return true;
        }

        @Override
        Integer take(IncomingText text) {
            return taken == 0 ? -1 : taken;
        }
    }

    private static final class WholeReading extends Reading<String> {

        WholeReading(TextReader reader) {
            super(reader, "all text");
        }

        @Override
        boolean has(IncomingText text, boolean ended) throws IOException {
            return text.hasAll(ended);
        }

        @Override
        String take(IncomingText text) throws IOException {
            return text.takeAll();
        }
    }
}
