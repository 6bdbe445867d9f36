package dev.tidemill.engine;

import dev.tidemill.task.CancellationToken;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/// A read of which the test is the engine. It counts its last words, the permits that come back
/// with them, and how often it is asked to stop after it has begun.
final class CountedRead extends PendingOperation<Integer> {

    private static final MemorySegment MEMORY = MemorySegment.ofArray(new byte[8]);

    final CountedFile file;
    final AtomicInteger lastWords = new AtomicInteger();
    final AtomicInteger permitsBack = new AtomicInteger();
    final AtomicInteger stops = new AtomicInteger();

    CountedRead() {
        this(new CountedFile());
    }

    private CountedRead(CountedFile file) {
        super(new Operation.Read(file, MEMORY, 0, null));
        this.file = file;
        if (!file.acquire()) throw new AssertionError("closed");
    }

    /// What [#admit] is for the engines, which own the permit until then.
    boolean admitted() {
        return admit();
    }

    boolean begun() {
        return begin();
    }

    void watched(CancellationToken token) {
        watch(token);
    }

    boolean detached() {
        return detach(0);
    }

    void succeeded() {
        boolean _ = endWithValue(8, 8);
    }

    /// The kernel has stopped it, if it was asked to; otherwise it has succeeded.
    void stoppedOrSucceeded() {
        if (isStopRequested()) endStopped(0);
        else succeeded();
    }

    boolean wasOver() {
        return isOver();
    }

    @Override
    protected void stopStarted() {
        stops.incrementAndGet();
    }

    @Override
    protected void lastWordSaid(boolean admitted, boolean begun) {
        lastWords.incrementAndGet();
        if (admitted) permitsBack.incrementAndGet();
        if (isDone() && begun && !isCancelled()) throw new AssertionError("done before its last word");
    }

    /// One digit for each: last words, permits, references to the file that are left.
    int counts() {
        return lastWords.get() * 100 + permitsBack.get() * 10 + file.usesByOperations();
    }

    /// `succeeded`, `cancelled`, `closed` or `pending`.
    String end() {
        return switch (state()) {
            case SUCCESS -> "succeeded";
            case CANCELLED -> "cancelled";
            case FAILED -> "closed";
            case RUNNING -> "pending";
        };
    }
}
