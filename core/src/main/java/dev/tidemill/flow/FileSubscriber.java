package dev.tidemill.flow;

import dev.tidemill.Tidemill;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.nio.ByteBuffer;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;

/// Writes what a publisher gives, one buffer after the other, to a file or any sink; a
/// [task][#task] says when all is written.
///
/// ```java
/// FileSubscriber file = FileSubscriber.to(path);
/// publisher.subscribe(file);
/// long bytes = file.task().await();
/// ```
///
/// A few buffers are requested ahead, so that the next ones come while one is written; no more than
/// these are ever held.
///
/// **Memory.** A buffer belongs to the subscriber from `onNext` until it is written, and then to
/// whoever wants it: [#onWritten] tells.
///
/// **The end.** The task is done when everything is written, and what the subscriber has opened is
/// closed; its value is the number of bytes. If writing fails the subscription is cancelled, and
/// the task fails as the write did. If the publisher fails the task fails with that very exception.
/// What was written before stays. Bytes are written, not forced to the device.
///
/// **Cancelling** the task cancels the subscription and asks a pending write to stop; the task is
/// done when that has ended and the file is closed.
///
/// It is for one publisher. All methods may be called from any thread.
public final class FileSubscriber implements Flow.Subscriber<ByteBuffer> {

    private final Writing writing;

    private FileSubscriber(Function<CancellationToken, Task<? extends ByteSink>> opening) {
        writing = new Writing(opening);
    }

    /// A file that is created, or replaced if it is there: with the shared engine, when the
    /// subscription begins.
    public static FileSubscriber to(Path path) {
        return to(Tidemill.shared(), path, Set.of());
    }

    /// A file that is opened with an engine of one's own, when the subscription begins.
    ///
    /// @param options as for [AsyncFiles#sink(Path, OpenOption...)]: without any it is created, or
    ///     replaced if it is there
    public static FileSubscriber to(Tidemill io, Path path, Set<? extends OpenOption> options) {
        Objects.requireNonNull(io, "io");
        Objects.requireNonNull(path, "path");
        OpenOption[] chosen = Set.copyOf(options).toArray(new OpenOption[0]);
        return new FileSubscriber(token -> AsyncFiles.sink(io, path, 0, token, chosen)); // no hole, whatever fails
    }

    /// An open file from a position on. It is not closed by this.
    ///
    /// @param position in bytes from the start of the file
    /// @throws IllegalArgumentException if `position` is negative
    public static FileSubscriber to(AsyncFile file, long position) {
        Objects.requireNonNull(file, "file");
        if (position < 0) throw new IllegalArgumentException("position is negative: " + position);
        return new FileSubscriber(_ -> Task.completed(file.sink(position, 0)));
    }

    /// A sink, which is closed at the end, whatever that is.
    public static FileSubscriber to(ByteSink sink) {
        Objects.requireNonNull(sink, "sink");
        return new FileSubscriber(_ -> Task.completed(sink));
    }

    /// Gives each buffer to `written` when it is needed no more: for those who use memory again.
    /// To be called before the subscription begins.
    ///
    /// @param written gets every buffer that came, once, also those that were not written because
    ///     something failed; by one thread at a time, before the task is done. Should be short, and
    ///     not throw
    /// @return this
    public FileSubscriber onWritten(Consumer<? super ByteBuffer> written) {
        writing.onWritten(Objects.requireNonNull(written, "written"));
        return this;
    }

    /// Done when all is written, and what was opened is closed; gives the number of bytes.
    public Task<Long> task() {
        return writing.task();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        writing.begin(Objects.requireNonNull(subscription, "subscription"));
    }

    @Override
    public void onNext(ByteBuffer item) {
        writing.add(Objects.requireNonNull(item, "item"));
    }

    @Override
    public void onError(Throwable thrown) {
        writing.upstreamFailed(Objects.requireNonNull(thrown, "thrown"));
    }

    @Override
    public void onComplete() {
        writing.upstreamComplete();
    }
}
