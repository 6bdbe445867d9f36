package dev.tidemill.transfer;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counts bytes, and tells how many come a second: now, and since the start.
///
/// "Now" is the last three seconds, so that a pause is seen soon and a single block does not make
/// the number jump. Any thread may count and ask, at the same time; none waits for another.
///
/// While it is paused its time stands still: what is counted then belongs to the last moment
/// before, and afterwards both rates go on as if there had been no pause.
public final class RateMeter {

    private static final long BUCKET_NANOS = 100_000_000;
    private static final long WINDOW_BUCKETS = 30;

    /// More than a window, so that nobody counts into what somebody else is adding up.
    private static final int BUCKETS = 64;

    private final LongSupplier nanoTime;
    private final LongAdder total = new LongAdder();
    private final AtomicReferenceArray<Bucket> buckets = new AtomicReferenceArray<>(BUCKETS);
    private volatile Ticking ticking;

    /// The time of this meter: since `startNanos`, or standing still after `elapsedNanos`. It does
    /// not change, so that who reads it needs one look.
    private record Ticking(State state, long startNanos, long elapsedNanos) {
        enum State {
            RUNNING,
            PAUSED,
            STOPPED
        }
    }

    /// What came in one tenth of a second.
    private static final class Bucket {
        final long number; // tenths of a second since the start
        final LongAdder bytes = new LongAdder();

        Bucket(long number) {
            this.number = number;
        }
    }

    /// A meter that starts now.
    public RateMeter() {
        this(System::nanoTime);
    }

    /// A meter with a clock of one's own.
    ///
    /// @param nanoTime as [System#nanoTime()]
    public RateMeter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.ticking = new Ticking(Ticking.State.RUNNING, nanoTime.getAsLong(), 0);
    }

    /// So many bytes more.
    public void add(long bytes) {
        total.add(bytes);
        bucket(elapsedNanos() / BUCKET_NANOS).bytes.add(bytes);
    }

    private Bucket bucket(long number) {
        int index = (int) (number % BUCKETS);
        while (true) {
            Bucket bucket = buckets.get(index);
            if (bucket != null && bucket.number >= number) return bucket;
            Bucket fresh = new Bucket(number);
            if (buckets.compareAndSet(index, bucket, fresh)) return fresh;
        }
    }

    /// All bytes so far.
    public long totalBytes() {
        return total.sum();
    }

    /// Bytes a second, now.
    public double bytesPerSecond() {
        return bytesPerSecond(elapsedNanos());
    }

    private double bytesPerSecond(long elapsed) {
        long current = elapsed / BUCKET_NANOS;
        long first = Math.max(0, current - WINDOW_BUCKETS);
        long bytes = 0;
        for (int i = 0; i < BUCKETS; i++) {
            Bucket bucket = buckets.get(i);
            if (bucket != null && bucket.number >= first && bucket.number <= current) bytes += bucket.bytes.sum();
        }
        return perSecond(bytes, elapsed - first * BUCKET_NANOS);
    }

    /// Bytes a second, on the average since the start.
    public double meanBytesPerSecond() {
        return perSecond(totalBytes(), elapsedNanos());
    }

    private static double perSecond(long bytes, long nanos) {
        return nanos <= 0 ? 0 : bytes * 1e9 / nanos;
    }

    /// Time since the start without pauses, up to now or to [#stop()].
    public Duration elapsed() {
        return Duration.ofNanos(elapsedNanos());
    }

    private long elapsedNanos() {
        Ticking now = ticking;
        return now.state == Ticking.State.RUNNING ? nanoTime.getAsLong() - now.startNanos : now.elapsedNanos;
    }

    /// From now on no time passes, until [#resume()].
    public void pause() {
        standStill(Ticking.State.PAUSED);
    }

    /// Time passes again. Does nothing if it is not paused.
    public synchronized void resume() {
        Ticking now = ticking;
        if (now.state != Ticking.State.PAUSED) return;
        ticking = new Ticking(Ticking.State.RUNNING, nanoTime.getAsLong() - now.elapsedNanos, 0);
    }

    /// The end: from now on all numbers stay as they are.
    public void stop() {
        standStill(Ticking.State.STOPPED);
    }

    private synchronized void standStill(Ticking.State state) {
        if (ticking.state == Ticking.State.STOPPED) return;
        ticking = new Ticking(state, 0, elapsedNanos());
    }
}
