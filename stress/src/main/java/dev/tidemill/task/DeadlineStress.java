package dev.tidemill.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Deadlines that end just when something else does.
///
/// The third racer is the timer's thread, which rings on its own.
public class DeadlineStress {

    private static final Duration SOON = Duration.ofNanos(1);
    private static final Duration LATER = Duration.ofHours(1);

    /// An alarm that counts how often it goes off.
    private static final class Counter extends Timer.Alarm {

        private final AtomicInteger rings = new AtomicInteger();

        @Override
        void ring() {
            rings.incrementAndGet();
        }
    }

    @JCStressTest
    @Description("An alarm that was cancelled never goes off; others in the heap do not suffer.")
    @Outcome(id = "0", expect = ACCEPTABLE)
    @State
    public static class SetCancel {

        private final Counter one = new Counter();
        private final Counter other = new Counter();

        public SetCancel() {
            Timer.shared().set(other, LATER.toNanos());
        }

        @Actor
        public void set() {
            Timer.shared().set(one, LATER.toNanos());
        }

        @Actor
        public void cancel() {
            Timer.shared().cancel(other);
        }

        @Arbiter
        public void end(I_Result r) {
            Timer.shared().cancel(one);
            Timer.shared().cancel(other);
            r.r1 = one.rings.get() + other.rings.get();
        }
    }

    @JCStressTest
    @Description("An alarm that goes off while it is cancelled does so once at most.")
    @Outcome(
            id = {"0", "1"},
            expect = ACCEPTABLE)
    @State
    public static class RingCancel {

        private final Counter alarm = new Counter();

        @Actor
        public void set() {
            Timer.shared().set(alarm, 1);
        }

        @Actor
        public void cancel() {
            Timer.shared().cancel(alarm);
        }

        @Arbiter
        public void end(I_Result r) {
            Timer.shared().cancel(alarm);
            r.r1 = alarm.rings.get();
        }
    }

    @JCStressTest
    @Description("A task with a deadline that is over just when it ends is done, and its outcome stays.")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "just in time")
    @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "too late")
    @State
    public static class DeadlineComplete {

        private final TaskSource<Integer> source = new TaskSource<>();

        @Actor
        public void complete(ZI_Result r) {
            r.r1 = source.succeed(1);
        }

        @Actor
        public void deadline() {
            Task<Integer> _ = source.task().cancelAfter(SOON);
        }

        @Arbiter
        public void end(ZI_Result r) {
            r.r2 = source.task().isCancelled() ? 0 : source.task().resultNow();
        }
    }

    @JCStressTest
    @Description("A delay that is cancelled just when it is over has one outcome.")
    @Outcome(
            id = {"true, true", "false, false"},
            expect = ACCEPTABLE)
    @State
    public static class DelayCancel {

        private final Task<Void> delay = Tasks.delay(SOON);

        @Actor
        public void cancel(ZZ_Result r) {
            r.r1 = delay.cancel(true);
        }

        @Actor
        public void untilDone() {
            while (!delay.isDone()) {
                Thread.onSpinWait();
            }
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = delay.isCancelled();
        }
    }

    @JCStressTest
    @Description("A source that is cancelled while it is given more time has no alarm left.")
    @Outcome(id = "true, 0", expect = ACCEPTABLE)
    @State
    public static class CancelAfterCancel {

        private final Timer timer = new Timer(() -> 0, Duration.ofNanos(1));
        private final CancellationSource source = new CancellationSource(timer);

        @Actor
        public void cancel(ZI_Result r) {
            r.r1 = source.cancel();
        }

        @Actor
        public void later() {
            var _ = source.cancelAfter(LATER);
        }

        @Arbiter
        public void end(ZI_Result r) {
            r.r2 = timer.pendingAlarms();
        }
    }

    @JCStressTest
    @Description("A source that is closed while it is given more time has no alarm left, or says that it is closed.")
    @Outcome(
            id = {"true, 0", "false, 0"},
            expect = ACCEPTABLE)
    @State
    public static class CancelAfterClose {

        private final Timer timer = new Timer(() -> 0, Duration.ofNanos(1));
        private final CancellationSource source = new CancellationSource(timer);

        @Actor
        public void close() {
            source.close();
        }

        @Actor
        public void later(ZI_Result r) {
            try {
                var _ = source.cancelAfter(LATER);
                r.r1 = true;
            } catch (IllegalStateException e) {
                r.r1 = false;
            }
        }

        @Arbiter
        public void end(ZI_Result r) {
            r.r2 = timer.pendingAlarms();
        }
    }

    @JCStressTest
    @Description("A deadline that is over while its source is closed: cancelled or not, but not afterwards.")
    @Outcome(
            id = {"true, true", "false, false"},
            expect = ACCEPTABLE)
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "it had gone off, and close does not wait")
    @State
    public static class DeadlineClose {

        private final CancellationSource source = new CancellationSource();

        @Actor
        public void set() {
            try {
                var _ = source.cancelAfter(SOON);
            } catch (IllegalStateException e) {
                // closed before
            }
        }

        @Actor
        public void close(ZZ_Result r) {
            source.close();
            r.r1 = source.isCancelled();
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = source.isCancelled();
        }
    }
}
