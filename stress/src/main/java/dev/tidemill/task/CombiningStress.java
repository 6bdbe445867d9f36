package dev.tidemill.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIZ_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/// Tasks that are made of others.
public class CombiningStress {

    /// Two sources, and what is made of them.
    public abstract static class Two {

        final TaskSource<Integer> one = new TaskSource<>();
        final TaskSource<Integer> other = new TaskSource<>();
        final AtomicInteger turns = new AtomicInteger();
        final Told told = new Told(turns);

        final int sum(Task<List<Integer>> all) {
            return all.isDone() ? all.resultNow().get(0) * 10 + all.resultNow().get(1) : -1;
        }
    }

    @JCStressTest
    @Description("The last two of all end at once: one of them completes the whole, with both values.")
    @Outcome(id = "12, 1", expect = ACCEPTABLE)
    @State
    public static class AllLastTwo extends Two {

        private final Task<List<Integer>> all = Tasks.whenAll(one.task(), other.task());

        public AllLastTwo() {
            told.register(all);
        }

        @Actor
        public void one() {
            one.succeed(1);
        }

        @Actor
        public void other() {
            other.succeed(2);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = sum(all);
            r.r2 = told.times;
        }
    }

    @JCStressTest
    @Description("One task ends while the whole is being made of it.")
    @Outcome(id = "12", expect = ACCEPTABLE)
    @State
    public static class AllMadeMeanwhile extends Two {

        private Task<List<Integer>> all;

        @Actor
        public void complete() {
            one.succeed(1);
            other.succeed(2);
        }

        @Actor
        public void make() {
            all = Tasks.whenAll(one.task(), other.task());
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = sum(all);
        }
    }

    @JCStressTest
    @Description("The first failure is the first of the tasks, not of the clock; the other one is attached.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE)
    @State
    public static class AllFail extends Two {

        private final RuntimeException first = new RuntimeException("first", null, true, false) {};
        private final RuntimeException second = new RuntimeException("second", null, true, false) {};
        private final Task<List<Integer>> all = Tasks.whenAll(one.task(), other.task());

        @Actor
        public void one() {
            one.fail(first);
        }

        @Actor
        public void other() {
            other.fail(second);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = all.exceptionNow() == first ? 1 : 0;
            r.r2 = first.getSuppressed().length;
        }
    }

    @JCStressTest
    @Description("The whole is cancelled while the last of it ends.")
    @Outcome(id = "true, false, 12", expect = ACCEPTABLE, desc = "too late")
    @Outcome(id = "true, true, 0", expect = ACCEPTABLE, desc = "the last one was asked in time")
    @State
    public static class AllCancel extends Two {

        private final Task<List<Integer>> all = Tasks.whenAll(one.task(), other.task());

        public AllCancel() {
            one.succeed(1);
        }

        @Actor
        public void complete() {
            other.succeed(2);
        }

        @Actor
        public void cancel() {
            all.cancel();
        }

        @Arbiter
        public void end(ZZI_Result r) {
            r.r1 = all.isDone();
            r.r2 = all.isCancelled();
            r.r3 = r.r2 ? 0 : sum(all);
        }
    }

    @JCStressTest
    @Description("Both end at once: one of them is the first.")
    @Outcome(
            id = {"1, 1", "2, 1"},
            expect = ACCEPTABLE)
    @State
    public static class FirstOfBoth extends Two {

        private final Task<Integer> first = new FirstOf<>(one.task(), other.task());

        public FirstOfBoth() {
            told.register(first);
        }

        @Actor
        public void one() {
            one.succeed(1);
        }

        @Actor
        public void other() {
            other.succeed(2);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = first.resultNow();
            r.r2 = told.times;
        }
    }

    /// A chain with a node more than there should be is a leak: the loser may be pending for ever.
    @JCStressTest
    @Description("The first argument ends while the first of two is being made; the other forgets it.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE)
    @State
    public static class FirstOfMadeMeanwhile extends Two {

        private Task<Integer> first;

        @Actor
        public void complete() {
            one.succeed(1);
        }

        @Actor
        public void make() {
            first = new FirstOf<>(one.task(), other.task());
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = first.resultNow();
            r.r2 = Chains.length(other.task());
        }
    }

    @JCStressTest
    @Description("The second argument ends while the first of two is being made; the other forgets it.")
    @Outcome(id = "2, 0", expect = ACCEPTABLE)
    @State
    public static class FirstOfMadeMeanwhileOfSecond extends Two {

        private Task<Integer> first;

        @Actor
        public void complete() {
            other.succeed(2);
        }

        @Actor
        public void make() {
            first = new FirstOf<>(one.task(), other.task());
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = first.resultNow();
            r.r2 = Chains.length(one.task());
        }
    }

    @JCStressTest
    @Description("Two that lose to one task forget at the same time, in one chain.")
    @Outcome(id = "1, 2, true", expect = ACCEPTABLE)
    @State
    public static class FirstOfForgetTwice extends Two {

        private final TaskSource<Integer> loser = new TaskSource<>();
        private final Told stays = new Told(turns);
        private final Task<Integer> first = new FirstOf<>(one.task(), loser.task());
        private final Task<Integer> second = new FirstOf<>(other.task(), loser.task());

        public FirstOfForgetTwice() {
            stays.register(loser.task());
        }

        @Actor
        public void one() {
            one.succeed(1);
        }

        @Actor
        public void other() {
            other.succeed(2);
        }

        @Arbiter
        public void end(IIZ_Result r) {
            r.r1 = first.resultNow();
            r.r2 = second.resultNow();
            r.r3 = Chains.length(loser.task()) == 1;
        }
    }

    @JCStressTest
    @Description("The first of two is cancelled while one of them ends.")
    @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "too late")
    @Outcome(id = "true, true, 0", expect = ACCEPTABLE, desc = "both were asked in time")
    @State
    public static class FirstOfCancel extends Two {

        private final Task<Integer> first = new FirstOf<>(one.task(), other.task());

        @Actor
        public void complete() {
            one.succeed(1);
        }

        @Actor
        public void cancel() {
            first.cancel();
        }

        @Arbiter
        public void end(ZZI_Result r) {
            r.r1 = first.isDone();
            r.r2 = first.isCancelled();
            r.r3 = r.r2 ? 0 : first.resultNow();
        }
    }
}
