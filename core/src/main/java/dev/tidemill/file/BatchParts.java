package dev.tidemill.file;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The transfers of a batch, from the first that is added to the last word on the last. One thread
/// at a time.
///
/// @param <T> what the task of each gives
final class BatchParts<T, P extends BatchPart<T>> {

    private final List<P> parts = new ArrayList<>();
    private @Nullable Arrivals<P> arrivals; // null until they are submitted
    private boolean closed;

    void add(P part) {
        parts.add(part);
    }

    int size() {
        return parts.size();
    }

    void requireOpen() {
        if (closed) throw new IllegalStateException("the batch is closed");
        if (arrivals != null) throw new IllegalStateException("the batch is submitted; clear it to use it again");
    }

    /// Starts each by a call of its own.
    Iterable<P> submit(CancellationToken token) {
        Arrivals<P> coming = begin();
        for (P part : parts) alone(part, coming, token);
        return () -> coming;
    }

    /// Starts those that are near each other by one call.
    ///
    /// @param gap the most bytes that may be between two of them
    /// @param together starts that call, which gives how many bytes it has transferred
    Iterable<P> submitJoined(long gap, Function<Joined<P>, Task<Long>> together, CancellationToken token) {
        Arrivals<P> coming = begin();
        for (Joined<P> some : Joined.of(parts, gap)) {
            if (some.isAlone()) alone(some.parts().getFirst(), coming, token);
            else joined(some, start(some, together), coming, token);
        }
        return () -> coming;
    }

    /// Past the page cache what is between two of them may not fit; then each is alone.
    private static <P extends BatchPart<?>> Task<Long> start(Joined<P> some, Function<Joined<P>, Task<Long>> together) {
        try {
            return Joined.done(together.apply(some));
        } catch (IllegalArgumentException notAligned) {
            return Task.completed(0L);
        }
    }

    private Arrivals<P> begin() {
        if (closed) throw new IllegalStateException("the batch is closed");
        if (arrivals != null) throw new IllegalStateException("the batch is submitted already");
        var coming = new Arrivals<P>(parts.size());
        arrivals = coming;
        return coming;
    }

    private static <T, P extends BatchPart<T>> void alone(P part, Arrivals<P> coming, CancellationToken token) {
        coming.expect(part, part.submitted(part.alone(token)));
    }

    /// What the one call did not do whole is made alone: that says whether the file ends, or what
    /// is wrong.
    private static <T, P extends BatchPart<T>> void joined(
            Joined<P> some, Task<Long> done, Arrivals<P> coming, CancellationToken token) {
        long from = some.position();
        for (P part : some.parts()) {
            Task<T> task = done.thenComposeAsync(
                    bytes -> bytes >= part.end() - from ? Task.completed(part.whole()) : part.alone(token),
                    Tasks.inline());
            coming.expect(part, part.submitted(task));
        }
    }

    /// Waits for the last word on all, and forgets them.
    void clear() {
        settle(false);
        parts.clear();
        arrivals = null;
    }

    /// Asks all to stop, and waits for the last word.
    ///
    /// @return false if that was done before
    boolean close() {
        if (closed) return false;
        closed = true;
        settle(true);
        return true;
    }

    private void settle(boolean cancel) {
        if (arrivals == null) return;
        for (P part : parts) {
            Task<T> task = part.task();
            if (task != null && cancel) task.cancel(new CancellationReason.Requested("the batch is closed"));
        }
        for (P part : parts) {
            Task<T> task = part.task();
            if (task != null) Arrivals.settle(task); // the kernel may still use its memory
        }
    }
}
