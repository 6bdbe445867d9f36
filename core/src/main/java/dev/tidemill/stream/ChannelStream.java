package dev.tidemill.stream;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousByteChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.atomic.AtomicBoolean;

/// A channel that calls back, as a source and as a sink.
final class ChannelStream implements ByteSource, ByteSink {

    private static final Task<Void> DONE = Task.completed(null);

    private final AsynchronousByteChannel channel;
    private @Nullable Task<Void> closing; // with the lock

    ChannelStream(AsynchronousByteChannel channel) {
        this.channel = channel;
    }

    @Override
    public Task<Integer> read(ByteBuffer target, CancellationToken token) {
        if (target.isReadOnly()) throw new IllegalArgumentException("target is read-only: " + target);
        if (!target.hasRemaining()) throw new IllegalArgumentException("target has no room: " + target);
        return channel.isOpen() ? new Read(target).begin(token) : Task.failed(ClosedStream.BEFORE);
    }

    @Override
    public Task<Void> write(ByteBuffer source, CancellationToken token) {
        if (!channel.isOpen()) return Task.failed(ClosedStream.BEFORE);
        return source.hasRemaining() || token.isCancelled() ? new Write(source).begin(token) : DONE;
    }

    /// A channel keeps nothing back.
    @Override
    public Task<Void> flush(CancellationToken token) {
        return channel.isOpen() ? DONE : Task.failed(ClosedStream.BEFORE);
    }

    /// A call of the channel, which cannot be stopped and uses the buffer until it calls back.
    private abstract class Call<T> extends Task<T> implements CompletionHandler<Integer, @Nullable Void> {

        private final AtomicBoolean decided = new AtomicBoolean(); // that it begins, or never will
        private volatile @Nullable CancellationReason requested;

        final Task<T> begin(CancellationToken token) {
            var _ = cancelOn(token);
            if (!decided.getAndSet(true)) start();
            return this;
        }

        abstract void start();

        final boolean endIfAsked() {
            CancellationReason why = requested;
            if (why != null) cancelled(Cancellation.of(describe(), why, Cancellation.Reach.STOPPED));
            return why != null;
        }

        @Override
        protected final void cancelRequested(CancellationReason reason) {
            requested = reason;
            if (!decided.getAndSet(true))
                cancelled(Cancellation.of(describe(), reason, Cancellation.Reach.NEVER_STARTED));
        }

        @Override
        public final void failed(Throwable thrown, @Nullable Void attachment) {
            fail(Failure.of(thrown));
        }
    }

    private final class Read extends Call<Integer> {

        private final ByteBuffer target;

        Read(ByteBuffer target) {
            this.target = target;
        }

        @Override
        void start() {
            channel.read(target, null, this);
        }

        @Override
        public void completed(Integer bytes, @Nullable Void attachment) {
            succeed(bytes);
        }

        @Override
        protected String describe() {
            return channel + ": read";
        }
    }

    private final class Write extends Call<Void> {

        private final ByteBuffer source;

        Write(ByteBuffer source) {
            this.source = source;
        }

        @Override
        void start() {
            channel.write(source, null, this);
        }

        @Override
        @SuppressWarnings("NullAway") // the only value of Void
        public void completed(Integer bytes, @Nullable Void attachment) {
            if (!source.hasRemaining()) {
                succeed(null);
            } else if (!endIfAsked()) {
                try {
                    start();
                } catch (Throwable thrown) {
                    failed(thrown, null);
                }
            }
        }

        @Override
        protected String describe() {
            return channel + ": write";
        }
    }

    @Override
    public synchronized Task<Void> closing() {
        Task<Void> begun = closing;
        if (begun == null) closing = begun = Task.run(() -> channel.close());
        return begun;
    }

    @Override
    public void close() throws IOException {
        Waits.awaitClosed(closing());
    }

    @Override
    public String toString() {
        return channel.toString();
    }
}
