package dev.tidemill.transfer;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.Task;
import dev.tidemill.transfer.course.Pace;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Many bytes on their way: wait for them, watch them, let them pause or go slower, or stop them.
///
/// **Watching.** [#progress()] tells how far it is. [#onProgress(Consumer)] has somebody told, and
/// for code that waits for one moment after the other there is an event awaiter:
///
/// ```java
/// try (var moments = EventAwaiter.<Progress>of(1, Overflow.DROP_OLDEST, copy::onProgress)) {
///     while (moments.next().await().transferredBytes() < enough) {}
/// }
/// ```
///
/// **Pausing and limits** hold back those who move the bytes, between one block and the next: what
/// was begun by then is still moved. Both may be changed at any time, also before the transfer has
/// begun, and cancelling ends every wait.
///
/// **Stopping.** One that is cancelled ends within a second, cleaned up. If something that it waits
/// for does not answer by then, it ends without that, and its cancellation is
/// [DETACHED][dev.tidemill.task.Cancellation.Reach#DETACHED]: threads, descriptors and memory that
/// the kernel may still use are given back when it lets go, nothing gets a name any more, nobody is
/// told, and a hidden file may stay until something is copied into its directory again.
///
/// All methods may be called from any thread; those that ask, pause or limit wait for nothing.
///
/// @param <T> the type of what it comes to
public abstract sealed class Transfer<T> extends Task<T> implements AutoCloseable
        permits Copy, StreamCopy, TreeCopy, Verification {

    private static final Duration DEFAULT_INTERVAL = Duration.ofMillis(100);
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    /// Who asks to stop hears of the end within a second, whatever hangs. Until then what can be
    /// stopped has been, and has cleaned up.
    private static final Duration PATIENCE = Duration.ofMillis(600);

    /// Its time passes from [#begin()] on, but not while this is paused.
    final RateMeter meter = new RateMeter();

    /// Passed by whoever has moved bytes.
    final Pace pace = new Pace();

    private final List<Watching> watching = new CopyOnWriteArrayList<>();
    private final Object lock = new Object(); // of whether the time passes
    private volatile boolean hasBegun;
    private volatile @Nullable Progress lastOfDetached;

    /// @param bytesPerSecond the limit to begin with; 0 for none
    Transfer(long bytesPerSecond) {
        meter.pause();
        pace.limit(bytesPerSecond);
        whenDone(() -> watching.forEach(Watching::wake));
    }

    /// It begins. Waits while it is paused, if it was paused before.
    final void begin() {
        synchronized (lock) {
            hasBegun = true;
            if (!pace.isPaused()) meter.resume();
        }
        pace.pass(0);
    }

    /// How much is done and to be done.
    ///
    /// @param state was found before
    abstract Progress.Amount amount(Progress.State state);

    /// As [Task#cancelRequested]. Whoever is held back goes on after this, and must find by then
    /// that it is cancelled.
    abstract void stop(CancellationReason reason);

    /// Something that it waits for does not answer, and it is about to end without that. Whoever
    /// still is at it lets go of what is his when he comes back, tells nobody, and gives no names.
    ///
    /// @param progress without what is on its way
    abstract Cancellation detach(CancellationReason reason, Progress progress);

    /// Somebody has paused it, or has it go on.
    void pauseChanged() {}

    @Override
    protected final void cancelRequested(CancellationReason reason) {
        stop(reason);
        pace.end();
        if (!isDone()) {
            var _ = Thread.ofVirtual().name("tidemill-stop").start(() -> endWithin(reason));
        }
    }

    private void endWithin(CancellationReason reason) {
        try {
            if (waitFor(PATIENCE)) return;
        } catch (InterruptedException e) {
            return; // nobody knows the thread
        }
        meter.stop();
        Progress now = Progress.of(Progress.State.CANCELLED, amount(Progress.State.CANCELLED), meter);
        Cancellation cancellation = detach(reason, now);
        lastOfDetached = now;
        var _ = cancelled(cancellation); // it may just have come to its end
    }

    /// How far it is; the numbers of this moment. Neither waits nor locks.
    public final Progress progress() {
        Progress.State state = progressState(); // before the numbers: at the end these do not change any more
        Progress last = lastOfDetached;
        if (last != null && state == last.state()) return last;
        return Progress.of(state, amount(state), meter);
    }

    private Progress.State progressState() {
        Progress.State state = Progress.State.of(state());
        if (state.isEnd()) return state;
        if (pace.isPaused()) return Progress.State.PAUSED;
        return hasBegun ? Progress.State.RUNNING : Progress.State.WAITING;
    }

    /// Has `subscriber` told how far it is: now, then ten times a second if it is not the same as
    /// before, and once more at the end, which is before [#close()] returns. Who comes after the
    /// end is told of the end.
    ///
    /// It is called in the [context][dev.tidemill.task.SyncContext] that is current here, as the
    /// functions of tasks are: on the event thread, if this is called on the event thread. Without
    /// one it is called on a virtual thread of its own. There is one call after the other: if it is
    /// slow, or its context busy, it sees fewer moments, and the transfer does not mind. If it
    /// throws, that is reported, and it is not called again.
    ///
    /// @return to end it before; may be dropped
    public final Subscription onProgress(Consumer<? super Progress> subscriber) {
        return onProgress(DEFAULT_INTERVAL, subscriber);
    }

    /// As [#onProgress(Consumer)].
    ///
    /// @param interval time between two calls, positive
    public final Subscription onProgress(Duration interval, Consumer<? super Progress> subscriber) {
        Watching subscription = new Watching(this, interval, subscriber);
        watching.add(subscription);
        subscription.start(() -> watching.remove(subscription));
        return subscription;
    }

    /// That somebody is told how far a transfer is.
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {

        /// No call begins any more; one that has begun goes on.
        @Override
        void close();
    }

    /// Stops for a while: no bytes are moved from soon on until [#resume()]. The time of the pause
    /// does not count, neither as time that passed nor in the rates.
    ///
    /// Threads, memory and open files are kept. Does nothing if it is paused, cancelled or done.
    public final void pause() {
        synchronized (lock) {
            pace.pause();
            meter.pause();
            pauseChanged();
        }
    }

    /// Goes on after [#pause()]. Does nothing if it is not paused.
    public final void resume() {
        synchronized (lock) {
            pace.resume();
            if (hasBegun) meter.resume();
            pauseChanged();
        }
    }

    /// Whether it is paused, and not done.
    public final boolean isPaused() {
        return pace.isPaused() && !isDone();
    }

    /// Moves no more than this from now on, on the average over some blocks. What was moved just
    /// before counts: there is no burst.
    ///
    /// @param bytesPerSecond 0 for no limit
    /// @throws IllegalArgumentException if it is negative
    public final void limit(long bytesPerSecond) {
        pace.limit(bytesPerSecond);
    }

    /// The limit in bytes a second; 0 if there is none.
    public final long limit() {
        return pace.limit();
    }

    /// Cancels it if it still runs, and waits for its end and for the last call of those who watch
    /// it. Throws nothing of what it came to: [#await()] does. An interrupt does not end the wait,
    /// and stays set.
    ///
    /// A subscriber that closes it does not wait for itself, and where this is called in the
    /// context of a subscriber, its last call is made by this.
    ///
    /// @throws IllegalStateException if it would have to wait on a thread that must not; it is
    ///     cancelled all the same
    @Override
    public final void close() {
        cancel();
        boolean interrupted = false;
        while (true) {
            try {
                boolean _ = waitFor(FOREVER); // which is not to look at a failure
                for (Watching each : watching) each.awaitLastCall();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
