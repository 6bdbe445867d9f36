package dev.tidemill.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/// Bodies that are cancelled when they begin, while they run, and when they end.
///
/// An actor is the thread of a pool here: what it does in the next state is its next work.
public class BodyStress {

    private static final int SUCCEEDED = 1;
    private static final int NEVER_STARTED = 2;
    private static final int STOPPED = 3;

    private static <T> BodyTask<T> unstarted(Callable<T> body) {
        return new BodyTask<>(body, false);
    }

    private static int end(Task<?> task) {
        return switch (task.state()) {
            case SUCCESS -> SUCCEEDED;
            case CANCELLED ->
                ((Unsuccessful) task.finalState()).cancellation().reach() == Cancellation.Reach.NEVER_STARTED
                        ? NEVER_STARTED
                        : STOPPED;
            case RUNNING, FAILED -> throw new AssertionError(task.toString());
        };
    }

    @JCStressTest
    @Description("A body that does not look at interrupts: it runs, or was cancelled before, and no interrupt is left.")
    @Outcome(id = "1, false, 1", expect = ACCEPTABLE, desc = "it ran")
    @Outcome(id = "0, false, 2", expect = ACCEPTABLE, desc = "it never began")
    @State
    public static class RunCancel {

        private int calls;
        private final BodyTask<Integer> task = unstarted(() -> ++calls);

        @Actor
        public void run(IZI_Result r) {
            boolean before = Thread.interrupted();
            task.run();
            r.r2 = before | Thread.interrupted();
        }

        @Actor
        public void cancel() {
            task.cancel();
        }

        @Arbiter
        public void end(IZI_Result r) {
            r.r1 = calls;
            r.r3 = BodyStress.end(task);
        }
    }

    /// The canceller waits until the body runs, so that it meets its end.
    @JCStressTest
    @Description("A body ends just when its thread is interrupted: the next work of the thread does not find it.")
    @Outcome(id = "1, false, 1", expect = ACCEPTABLE)
    @State
    public static class EndCancel {

        private volatile int calls;
        private final BodyTask<Integer> task = unstarted(() -> calls = 1);

        @Actor
        public void run(IZI_Result r) {
            boolean before = Thread.interrupted();
            task.run();
            r.r2 = before | Thread.interrupted();
        }

        @Actor
        public void cancel() {
            while (calls == 0) {
                Thread.onSpinWait();
            }
            task.cancel();
        }

        @Arbiter
        public void end(IZI_Result r) {
            r.r1 = calls;
            r.r3 = BodyStress.end(task);
        }
    }

    @JCStressTest
    @Description("A body that waits is interrupted once and ends as cancelled; if not, this hangs.")
    @Outcome(id = "1, false, 3", expect = ACCEPTABLE, desc = "stopped")
    @Outcome(id = "0, false, 2", expect = ACCEPTABLE, desc = "it never began")
    @State
    public static class WaitCancel {

        private int interrupts;
        private final BodyTask<Integer> task = unstarted(() -> {
            while (!Thread.interrupted()) {
                LockSupport.park();
            }
            interrupts++;
            throw new InterruptedException();
        });

        @Actor
        public void run(IZI_Result r) {
            task.run();
            r.r2 = Thread.interrupted();
        }

        @Actor
        public void cancel() {
            task.cancel();
        }

        @Arbiter
        public void end(IZI_Result r) {
            r.r1 = interrupts;
            r.r3 = BodyStress.end(task);
        }
    }

    @JCStressTest
    @Description("Two cancel a body that has not begun: it never does, and the reason is one of the two.")
    @Outcome(id = "true, false, 1", expect = ACCEPTABLE)
    @Outcome(id = "true, false, 2", expect = ACCEPTABLE)
    @State
    public static class CancelCancel {

        private boolean called;
        private final BodyTask<Boolean> task = unstarted(() -> called = true);

        @Actor
        public void one() {
            task.cancel(new CancellationReason.Requested("1"));
        }

        @Actor
        public void other() {
            task.cancel(new CancellationReason.Requested("2"));
        }

        @Arbiter
        public void end(ZZI_Result r) {
            r.r1 = task.isCancelled();
            task.run();
            r.r2 = called;
            var why = (CancellationReason.Requested)
                    ((Unsuccessful) task.finalState()).cancellation().reason();
            r.r3 = Integer.parseInt(why.why());
        }
    }
}
