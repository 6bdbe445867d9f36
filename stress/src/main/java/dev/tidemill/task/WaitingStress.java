package dev.tidemill.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/// Threads that wait for a task which ends meanwhile, and such as give up.
public class WaitingStress {

    @JCStressTest
    @Description("A waiter that registers while the task is completed wakes; if not, this hangs.")
    @Outcome(id = "1", expect = ACCEPTABLE)
    @State
    public static class CompleteAwait {

        private final TaskSource<Integer> source = new TaskSource<>();

        @Actor
        public void complete() {
            source.succeed(1);
        }

        @Actor
        public void await(I_Result r) {
            r.r1 = source.task().join();
        }
    }

    @JCStressTest
    @Description("Two wait, the second after it has completed the task; if the first does not wake, this hangs.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE)
    @State
    public static class AwaitAwait {

        private final TaskSource<Integer> source = new TaskSource<>();
        private final AtomicInteger arrived = new AtomicInteger();

        private int awaitOrComplete() {
            if (arrived.incrementAndGet() == 2) {
                source.succeed(1);
            }
            return source.task().join();
        }

        @Actor
        public void one(II_Result r) {
            r.r1 = awaitOrComplete();
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = awaitOrComplete();
        }
    }

    @JCStressTest
    @Description("A waiter whose time ends with the task does not lie, and is not in anybody's way.")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "just in time")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "too late")
    @State
    public static class CompleteTimeout {

        private final TaskSource<Integer> source = new TaskSource<>();
        private final Told other = new Told(new AtomicInteger());

        public CompleteTimeout() {
            other.register(source.task());
        }

        @Actor
        public void complete() {
            source.succeed(1);
        }

        @Actor
        public void await(ZI_Result r) {
            try {
                r.r1 = source.task().waitFor(Duration.ofNanos(1));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (r.r1) {
                int _ = source.task().resultNow(); // throws if it is not done
            }
        }

        @Arbiter
        public void end(ZI_Result r) {
            r.r2 = other.times;
        }
    }

    /// An interrupt and a completion, in this order or in the other.
    public abstract static class Interrupted {

        final TaskSource<Integer> source = new TaskSource<>();
        private volatile Thread waiter;
        private volatile boolean interrupted;

        final void interrupt() {
            Thread thread;
            while ((thread = waiter) == null) {
                Thread.onSpinWait();
            }
            thread.interrupt();
            interrupted = true;
        }

        final void await(IZ_Result r) {
            waiter = Thread.currentThread();
            try {
                r.r1 = source.task().await();
            } catch (InterruptedException e) {
                r.r1 = -1;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            while (!interrupted) {
                Thread.onSpinWait(); // the interrupt is meant for this state
            }
            r.r2 = Thread.interrupted();
        }
    }

    @JCStressTest
    @Description("An interrupt ends the wait or stays set, never both, never neither.")
    @Outcome(id = "-1, false", expect = ACCEPTABLE, desc = "interrupted")
    @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "the value, and the interrupt for the next one who waits")
    @State
    public static class InterruptComplete extends Interrupted {

        @Actor
        public void interruptAndComplete() {
            interrupt();
            source.succeed(1);
        }

        @Actor
        public void waitForIt(IZ_Result r) {
            await(r);
        }
    }

    @JCStressTest
    @Description("An interrupt after the completion, which the waiter may not have seen yet.")
    @Outcome(id = "-1, false", expect = ACCEPTABLE, desc = "interrupted before it looked")
    @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "the value, and the interrupt for the next one who waits")
    @State
    public static class CompleteInterrupt extends Interrupted {

        @Actor
        public void completeAndInterrupt() {
            source.succeed(1);
            interrupt();
        }

        @Actor
        public void waitForIt(IZ_Result r) {
            await(r);
        }
    }

    /// A chain in which several give up. Who was left out of it is not told.
    public abstract static class Chain {

        final AtomicInteger turns = new AtomicInteger();
        final TaskSource<Integer> source = new TaskSource<>();
        final Task<Integer> task = source.task();
    }

    @JCStressTest
    @Description("A node gives up while the task is completed: the others are told once.")
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "left out")
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "told before")
    @State
    public static class CompleteGiveUp extends Chain {

        private final Told oldest = new Told(turns);
        private final Told.GivingUp middle = new Told.GivingUp(turns);
        private final Told newest = new Told(turns);

        public CompleteGiveUp() {
            oldest.register(task);
            middle.register(task);
            newest.register(task);
        }

        @Actor
        public void complete() {
            source.succeed(1);
        }

        @Actor
        public void giveUp() {
            middle.giveUp(task);
        }

        @Arbiter
        public void end(III_Result r) {
            r.r1 = oldest.times;
            r.r2 = middle.times;
            r.r3 = newest.times;
        }
    }

    /// The one repairs the link that the other one is about to leave out.
    @JCStressTest
    @Description("Two neighbours give up at once: both are left out, the others stay.")
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE)
    @State
    public static class GiveUpGiveUp extends Chain {

        private final Told oldest = new Told(turns);
        private final Told.GivingUp one = new Told.GivingUp(turns);
        private final Told.GivingUp other = new Told.GivingUp(turns);
        private final Told newest = new Told(turns);

        public GiveUpGiveUp() {
            oldest.register(task);
            one.register(task);
            other.register(task);
            newest.register(task);
        }

        @Actor
        public void one() {
            one.giveUp(task);
        }

        @Actor
        public void other() {
            other.giveUp(task);
        }

        @Arbiter
        public void end(III_Result r) {
            source.succeed(1);
            r.r1 = oldest.times;
            r.r2 = one.times + other.times;
            r.r3 = newest.times;
        }
    }

    @JCStressTest
    @Description("The two newest give up at once: the state itself is repaired.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE)
    @State
    public static class GiveUpGiveUpNewest extends Chain {

        private final Told oldest = new Told(turns);
        private final Told.GivingUp one = new Told.GivingUp(turns);
        private final Told.GivingUp other = new Told.GivingUp(turns);

        public GiveUpGiveUpNewest() {
            oldest.register(task);
            one.register(task);
            other.register(task);
        }

        @Actor
        public void one() {
            one.giveUp(task);
        }

        @Actor
        public void other() {
            other.giveUp(task);
        }

        @Arbiter
        public void end(II_Result r) {
            source.succeed(1);
            r.r1 = oldest.times;
            r.r2 = one.times + other.times;
        }
    }

    @JCStressTest
    @Description("The newest node gives up while another one is put in front of it.")
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE)
    @State
    public static class GiveUpRegister extends Chain {

        private final Told oldest = new Told(turns);
        private final Told.GivingUp givesUp = new Told.GivingUp(turns);
        private final Told added = new Told(turns);

        public GiveUpRegister() {
            oldest.register(task);
            givesUp.register(task);
        }

        @Actor
        public void giveUp() {
            givesUp.giveUp(task);
        }

        @Actor
        public void register() {
            added.register(task);
        }

        @Arbiter
        public void end(III_Result r) {
            source.succeed(1);
            r.r1 = oldest.times;
            r.r2 = givesUp.times;
            r.r3 = added.times;
        }
    }
}
