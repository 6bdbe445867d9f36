package dev.tidemill.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

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
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/// Functions that hang on a task which ends while they are registered.
public class ContinuingStress {

    @JCStressTest
    @Description("Each of two nodes is told once; those in the chain in their order.")
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "in order, or not both in the chain")
    @State
    public static class CompleteRegister {

        private final AtomicInteger turns = new AtomicInteger();
        private final TaskSource<Integer> source = new TaskSource<>();
        private final Told first = new Told(turns);
        private final Told second = new Told(turns);
        private boolean bothInChain;

        @Actor
        public void complete() {
            source.succeed(1);
        }

        @Actor
        public void register() {
            bothInChain = first.register(source.task()) & second.register(source.task());
        }

        @Arbiter
        public void end(III_Result r) {
            r.r1 = first.times;
            r.r2 = second.times;
            r.r3 = !bothInChain || first.turn < second.turn ? 1 : 0;
        }
    }

    @JCStressTest
    @Description("Two register at once: neither loses the other's node.")
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE)
    @State
    public static class RegisterRegister {

        private final AtomicInteger turns = new AtomicInteger();
        private final TaskSource<Integer> source = new TaskSource<>();
        private final Told before = new Told(turns);
        private final Told one = new Told(turns);
        private final Told other = new Told(turns);

        public RegisterRegister() {
            before.register(source.task());
        }

        @Actor
        public void one() {
            one.register(source.task());
        }

        @Actor
        public void other() {
            other.register(source.task());
        }

        @Arbiter
        public void end(III_Result r) {
            source.succeed(1);
            r.r1 = before.turn;
            r.r2 = one.times;
            r.r3 = other.times;
        }
    }

    @JCStressTest
    @Description("A function is called once, with the value, and its task comes to what it gives.")
    @Outcome(id = "1, 42", expect = ACCEPTABLE)
    @State
    public static class CompleteThen {

        private final TaskSource<Integer> source = new TaskSource<>();
        private final AtomicInteger calls = new AtomicInteger();
        private Task<Integer> dependent;

        private int call(int value) {
            calls.incrementAndGet();
            return value + 1;
        }

        @Actor
        public void complete() {
            source.succeed(41);
        }

        @Actor
        public void then() {
            dependent = source.task().thenApplyAsync(this::call, Tasks.inline());
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = calls.get();
            r.r2 = dependent.resultNow();
        }
    }

    /// The function is called in any case once the source succeeded: it may have to take care of
    /// what was opened.
    @JCStressTest
    @Description("Cancelling a dependent asks its source, or comes too late.")
    @Outcome(id = "1, false", expect = ACCEPTABLE, desc = "too late: the function was called")
    @Outcome(id = "0, true", expect = ACCEPTABLE, desc = "cancelled as the source was")
    @State
    public static class CompleteCancel {

        private final TaskSource<Integer> source = new TaskSource<>();
        private final AtomicInteger calls = new AtomicInteger();
        private final Task<Integer> dependent =
                source.task().thenApplyAsync(_ -> calls.incrementAndGet(), Tasks.inline());

        @Actor
        public void complete() {
            source.succeed(1);
        }

        @Actor
        public void cancel() {
            dependent.cancel();
        }

        @Arbiter
        public void end(IZ_Result r) {
            r.r1 = calls.get();
            r.r2 = dependent.isDone() && dependent.isCancelled();
        }
    }

    /// Whatever the canceller finds, the source or the task that is followed: one of them is asked.
    @JCStressTest
    @Description("Who is cancelled while it goes over from its source to the task it follows is cancelled.")
    @Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "the task it follows was asked")
    @Outcome(id = "true, true, false", expect = ACCEPTABLE, desc = "the source was asked")
    @State
    public static class FollowCancel {

        private final TaskSource<Integer> source = new TaskSource<>();
        private final TaskSource<Integer> followed = new TaskSource<>();
        private final Task<Integer> dependent = source.task().thenComposeAsync(_ -> followed.task(), Tasks.inline());

        @Actor
        public void complete() {
            source.succeed(1);
        }

        @Actor
        public void cancel() {
            dependent.cancel();
        }

        @Arbiter
        public void end(ZZZ_Result r) {
            r.r1 = dependent.isDone();
            r.r2 = dependent.isCancelled();
            r.r3 = followed.task().isCancelled();
        }
    }

    @JCStressTest
    @Description("The task that is followed is done just when it is found.")
    @Outcome(id = "true, 2", expect = ACCEPTABLE)
    @State
    public static class FollowComplete {

        private final TaskSource<Integer> source = new TaskSource<>();
        private final TaskSource<Integer> followed = new TaskSource<>();
        private final Task<Integer> dependent = source.task().thenComposeAsync(_ -> followed.task(), Tasks.inline());

        @Actor
        public void complete() {
            source.succeed(1);
        }

        @Actor
        public void completeFollowed() {
            followed.succeed(2);
        }

        @Arbiter
        public void end(ZI_Result r) {
            r.r1 = dependent.isDone();
            r.r2 = r.r1 ? dependent.resultNow() : 0;
        }
    }

    @JCStressTest
    @Description("A future that shows a task comes to the same, whenever it was asked for.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE)
    @State
    public static class CompleteFuture {

        private final TaskSource<Integer> source = new TaskSource<>();

        @Actor
        public void complete(II_Result r) {
            source.succeed(1);
            r.r1 = 1;
        }

        @Actor
        public void future(II_Result r) {
            r.r2 = source.task().toCompletableFuture().join();
        }
    }
}
