package dev.tidemill.flow;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/// The work of a [FileSubscriber]: opens, writes what comes, flushes and closes.
///
/// One of these is pending at a time, and its end is a signal; so is all that the publisher says,
/// and a request to cancel.
final class Writing extends InTurn {

    /// Buffers that are requested before one is written: that one, and others on their way.
    private static final int AHEAD = 4;

    private final Function<CancellationToken, Task<? extends ByteSink>> opening;
    private final TaskSource<Long> result = new TaskSource<>(this::cancel);
    private final CancellationSource stop = new CancellationSource();
    private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>(); // null: not yet
    private final Queue<ByteBuffer> items = new ConcurrentLinkedQueue<>();
    private volatile Consumer<? super ByteBuffer> written = _ -> {};
    private volatile boolean complete; // the publisher has nothing more to say
    private volatile @Nullable Throwable upstreamFailure; // and this was why
    private volatile @Nullable CancellationReason cancelled;

    // Of the thread that is at work.
    private @Nullable Task<? extends ByteSink> opened; // null until it begins
    private boolean requested;
    private @Nullable Task<Void> write; // null if none is pending
    private ByteBuffer item = ByteBuffer.allocate(0); // of the last write
    private int length; // of the item
    private long bytes; // of all that were written
    private @Nullable Task<Void> flushed; // null until everything is written
    private @Nullable Task<?> failed; // what failed first; null if nothing has
    private @Nullable Task<Void> closed; // null until the end
    private boolean over;

    Writing(Function<CancellationToken, Task<? extends ByteSink>> opening) {
        super(false);
        this.opening = opening;
    }

    Task<Long> task() {
        return result.task();
    }

    void onWritten(Consumer<? super ByteBuffer> written) {
        this.written = written;
    }

    // What happens, on any thread.

    void begin(Flow.Subscription begun) {
        if (subscription.compareAndSet(null, begun)) signal();
        else begun.cancel(); // one is enough
    }

    void add(ByteBuffer item) {
        items.add(item);
        signal();
    }

    void upstreamFailed(Throwable thrown) {
        upstreamFailure = thrown;
        upstreamComplete();
    }

    void upstreamComplete() {
        complete = true;
        signal();
    }

    private void cancel(CancellationReason reason) {
        cancelled = reason;
        stop.cancel();
        signal();
    }

    // In turn.

    @Override
    void work() {
        while (!over && goOn()) {}
        if (over) leave(); // also what comes too late
    }

    /// @return whether there may be more to do now
    private boolean goOn() {
        Task<Void> closed = this.closed;
        if (closed != null) return closed.isDone() && end(closed);
        Task<? extends ByteSink> opened = this.opened;
        if (opened == null) return open();
        if (!opened.isDone()) return false;
        if (!hasSucceeded(opened)) return fail(opened, Task.completed(null));
        return write(opened.resultNow());
    }

    private boolean write(ByteSink sink) {
        Task<Void> write = this.write;
        if (write != null) return write.isDone() && wrote(sink, write);
        Task<Void> flushed = this.flushed;
        if (flushed != null && !flushed.isDone()) return false;
        if (flushed != null && !hasSucceeded(flushed)) return fail(flushed, sink.closing());
        if (flushed != null || cancelled != null) return close(sink.closing());
        if (!requested) request(AHEAD);
        boolean complete = this.complete; // looked at first: behind it nothing comes
        ByteBuffer next = items.poll();
        if (next != null) this.write = start(sink, next);
        else if (complete) this.flushed = signalling(sink.flush(stop.token()));
        return next != null || complete;
    }

    private boolean open() {
        // cancelled, nothing is opened any more; but what is there already is to be closed
        if (subscription.get() == null && cancelled == null) return false;
        try {
            opened = signalling(opening.apply(stop.token()));
        } catch (Throwable e) { // the engine is closed, say
            opened = Task.failed(e);
        }
        return true;
    }

    private Task<Void> start(ByteSink sink, ByteBuffer next) {
        item = next;
        length = next.remaining();
        if (length == 0) return Task.completed(null);
        try {
            return signalling(sink.write(next, stop.token()));
        } catch (Throwable e) { // the file was not opened to write, say
            return Task.failed(e);
        }
    }

    private boolean wrote(ByteSink sink, Task<Void> done) {
        write = null;
        give(item);
        if (!hasSucceeded(done)) return fail(done, sink.closing());
        bytes += length;
        request(1);
        return true;
    }

    private void request(int more) {
        requested = true;
        Flow.Subscription begun = subscription.get();
        if (begun != null) call(() -> begun.request(more));
    }

    private boolean fail(Task<?> why, Task<Void> closing) {
        failed = why;
        return close(closing);
    }

    private boolean close(Task<Void> closing) {
        leave();
        closed = signalling(closing);
        return true;
    }

    private boolean end(Task<Void> closed) {
        over = true;
        leave();
        CancellationReason reason = cancelled;
        Throwable upstream = upstreamFailure;
        Task<?> failure = failed == null && !hasSucceeded(closed) ? closed : failed;
        if (failure != null && failure.outcomeNow() instanceof Outcome.Failed<?>(var why)) {
            var _ = result.fail(why);
        } else if (reason != null) {
            var _ = result.cancel(
                    Cancellation.of("writing what a publisher gives", reason, Cancellation.Reach.STOPPED));
        } else if (failure != null) {
            var _ = result.cancel(); // by the sink itself
        } else if (upstream != null) {
            var _ = result.fail(upstream);
        } else {
            var _ = result.succeed(bytes);
        }
        return false;
    }

    private static boolean hasSucceeded(Task<?> done) {
        return done.state() == Task.State.SUCCESS;
    }

    /// Nothing more is to come, and what has come nobody will write.
    private void leave() {
        Flow.Subscription begun = subscription.get();
        if (begun != null && !complete) call(begun::cancel);
        for (ByteBuffer left = items.poll(); left != null; left = items.poll()) give(left);
    }

    private void give(ByteBuffer needless) {
        call(() -> written.accept(needless));
    }

    /// What must not throw, and might.
    private static void call(Runnable call) {
        try {
            call.run();
        } catch (Throwable thrown) {
            handle(thrown);
        }
    }
}
