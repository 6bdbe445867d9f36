package dev.tidemill.flow;

import dev.tidemill.Tidemill;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/// The bytes of a file, or of any source, for [Flow.Subscriber]s that say how many buffers they
/// want.
///
/// ```java
/// BodyPublisher body = BodyPublishers.fromPublisher(FilePublisher.of(path), Files.size(path));
/// ```
///
/// Nothing is read that was not requested. While a subscriber is busy with one buffer, the next one
/// is read if it has requested more. It is called by one thread at a time, a virtual one, which it
/// may block: that holds up only its own items.
///
/// **Memory.** Each buffer is a fresh one, on the heap, ready to be read, and the subscriber's for
/// good: it may keep it, change it and give it on. Who wants to use memory again gives it with
/// [#withBuffers].
///
/// **The end.** What the publisher has opened is closed before the subscriber hears of the end, by
/// `onComplete` or `onError`. After [cancel][Flow.Subscription#cancel] a pending read is asked to
/// stop, and the file closed when it has ended; a buffer that was on its way is let go.
///
/// **Errors.** `onError` gets the exception that [AsyncFile] or the source gave, after the items
/// that came before it.
public final class FilePublisher implements Flow.Publisher<ByteBuffer> {

    private static final int BUFFER_BYTES = 64 * 1024;

    /// Asked when somebody subscribes: how it is opened for that subscriber.
    private final Supplier<Function<CancellationToken, Task<? extends ByteSource>>> opening;

    private final Supplier<ByteBuffer> buffers;

    private FilePublisher(
            Supplier<Function<CancellationToken, Task<? extends ByteSource>>> opening, Supplier<ByteBuffer> buffers) {
        this.opening = opening;
        this.buffers = buffers;
    }

    private static FilePublisher of(Function<CancellationToken, Task<? extends ByteSource>> opening) {
        return of(() -> opening);
    }

    private static FilePublisher of(Supplier<Function<CancellationToken, Task<? extends ByteSource>>> opening) {
        return new FilePublisher(opening, () -> ByteBuffer.allocate(BUFFER_BYTES));
    }

    /// The whole file. Each subscriber has it opened for itself, with the shared engine, and closed
    /// again.
    public static FilePublisher of(Path path) {
        return of(Tidemill.shared(), path);
    }

    /// The whole file, with an engine of one's own; see [#of(Path)].
    public static FilePublisher of(Tidemill io, Path path) {
        Objects.requireNonNull(io, "io");
        Objects.requireNonNull(path, "path");
        return of(token -> AsyncFiles.source(io, path, 0, token)); // nothing that was not requested
    }

    /// An open file from its start to its end, for any number of subscribers. It is not closed by
    /// this; closing it ends the subscriptions with an error.
    public static FilePublisher of(AsyncFile file) {
        Objects.requireNonNull(file, "file");
        return of(_ -> Task.completed(file.source(0, 0)));
    }

    /// A part of an open file; see [#of(AsyncFile)].
    ///
    /// @param position in bytes from the start of the file
    /// @param length in bytes; fewer come if the file ends before
    /// @throws IllegalArgumentException if one of them is negative
    public static FilePublisher of(AsyncFile file, long position, long length) {
        Objects.requireNonNull(file, "file");
        if (position < 0) throw new IllegalArgumentException("position is negative: " + position);
        if (length < 0) throw new IllegalArgumentException("length is negative: " + length);
        return of(_ -> Task.completed(new Part(file.source(position, 0), length)));
    }

    /// What comes from `source`, for one subscriber, since it comes once; every other one gets an
    /// [IllegalStateException]. The source is closed when this subscription is over.
    public static FilePublisher of(ByteSource source) {
        Objects.requireNonNull(source, "source");
        var taken = new AtomicBoolean();
        return of(() -> {
            boolean isFirst = !taken.getAndSet(true);
            return _ -> isFirst
                    ? Task.completed(source)
                    : Task.failed(new IllegalStateException("the source has a subscriber already"));
        });
    }

    /// The same with buffers of this size instead of 64 KiB. Each holds as many bytes as one read
    /// gives, which may be fewer.
    ///
    /// @throws IllegalArgumentException if `bytes` is not positive
    public FilePublisher withBufferBytes(int bytes) {
        if (bytes <= 0) throw new IllegalArgumentException("bytes is " + bytes + "; must be positive");
        return new FilePublisher(opening, () -> ByteBuffer.allocate(bytes));
    }

    /// The same with buffers from somewhere else: a pool, into which the subscriber gives them back
    /// when it needs them no more.
    ///
    /// @param buffers gives a buffer with room for at least one byte for each item that is to be
    ///     read, to be filled from its position to its limit; called by one thread at a time for
    ///     each subscriber. What it throws is an error of the publisher. The last buffer, for which
    ///     the file had no bytes, and one that was on its way when the subscription was cancelled,
    ///     reach nobody: what they come from has to bear that
    public FilePublisher withBuffers(Supplier<ByteBuffer> buffers) {
        return new FilePublisher(opening, Objects.requireNonNull(buffers, "buffers"));
    }

    /// Begins to read for a subscriber. What the publisher opens it opens now.
    ///
    /// @throws NullPointerException if `subscriber` is null
    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        new FileSubscription(subscriber, opening.get(), buffers).begin();
    }
}
