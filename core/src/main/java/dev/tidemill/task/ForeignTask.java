package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Subject;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Work of others: a stage, a future, a callback.
///
/// A request to cancel is passed on where they take one. Whether they do anything about it nobody
/// can know, so this task does not wait for it: it is done at once, as detached.
final class ForeignTask<T> extends Task<T> implements Subject {

    private volatile @Nullable Future<T> future; // null if there is nothing to cancel

    private ForeignTask(@Nullable Future<T> future) {
        this.future = future;
    }

    @SuppressWarnings("unchecked") // a stage that is a future is one of the same type
    static <T> Task<T> ofStage(CompletionStage<T> stage) {
        ForeignTask<T> task = new ForeignTask<>(stage instanceof Future<?> future ? (Future<T>) future : null);
        CompletionStage<T> _ = stage.whenComplete(
                (value, thrown) -> task.end(thrown == null ? stateOf(value) : Unsuccessful.thrownByStage(thrown)));
        return task;
    }

    static <T> Task<T> ofFuture(Future<T> future) {
        ForeignTask<T> task = new ForeignTask<>(future);
        if (future.isDone()) {
            task.waitForFuture(future);
        } else {
            Cascade.onVirtualThread(() -> task.waitForFuture(future));
        }
        return task;
    }

    static <T> Task<T> ofHandler(Consumer<? super CompletionHandler<T, Object>> start) {
        ForeignTask<T> task = new ForeignTask<>(null);
        start.accept(new Handler<>(task));
        return task;
    }

    static <T> Task<T> ofCallbacks(BiConsumer<? super Consumer<T>, ? super Consumer<Throwable>> start) {
        ForeignTask<T> task = new ForeignTask<>(null);
        start.accept((Consumer<T>) task::gave, (Consumer<Throwable>) task::threw);
        return task;
    }

    private void gave(T result) {
        if (!end(stateOf(result)) && result instanceof AutoCloseable resource) {
            close(resource); // an accepted connection, say: cancelled meanwhile, so nobody will have it
        }
    }

    private void threw(@Nullable Throwable thrown) {
        end(Unsuccessful.thrown(thrown == null ? new NullPointerException("failed with null") : thrown));
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // nobody is there who could be told
        }
    }

    private void waitForFuture(Future<T> pending) {
        Object end;
        try {
            end = stateOf(pending.get());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            end = Unsuccessful.thrown(cause == null ? e : cause);
        } catch (Throwable thrown) {
            end = Unsuccessful.thrown(thrown);
        }
        end(end);
    }

    @Override
    public String kind() {
        return "foreign";
    }

    private boolean end(Object end) {
        future = null;
        return complete(end, null);
    }

    @Override
    protected void cancelRequested(CancellationReason reason) {
        Future<T> asked = future;
        super.cancelRequested(reason); // first: the reason would be lost in what the future says
        if (asked == null) {
            return;
        }
        future = null;
        if (Thread.currentThread() instanceof NonBlockingThread) {
            Cascade.onVirtualThread(() -> cancel(asked)); // runs what hangs on it
        } else {
            cancel(asked);
        }
    }

    private static void cancel(Future<?> future) {
        try {
            future.cancel(true);
        } catch (UnsupportedOperationException e) {
            // the restricted view of a future
        }
    }

    @Override
    protected String describe() {
        return "foreign work";
    }

    private record Handler<T>(ForeignTask<T> task) implements CompletionHandler<T, Object> {

        @Override
        public void completed(T result, Object attachment) {
            task.gave(result);
        }

        @Override
        public void failed(Throwable thrown, Object attachment) {
            task.threw(thrown);
        }
    }
}
