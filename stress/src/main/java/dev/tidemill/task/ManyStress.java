package dev.tidemill.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/// The first of many tasks, each of them as it comes, and all of them unless one fails.
@SuppressWarnings("FutureReturnValueIgnored") // which takes a task of a task for a mistake
public class ManyStress {

    /// Two sources, and one that stays pending.
    public abstract static class Sources {

        final TaskSource<Integer> one = new TaskSource<>();
        final TaskSource<Integer> other = new TaskSource<>();
        final TaskSource<Integer> pending = new TaskSource<>();

        static int valueOf(Task<Task<Integer>> task) {
            return task.isDone() && !task.isCancelled() ? task.resultNow().resultNow() : 0;
        }
    }

    @JCStressTest
    @Description("Two end at once: any of them is the first, and nothing is left in the third.")
    @Outcome(
            id = {"1, 0", "2, 0"},
            expect = ACCEPTABLE)
    @State
    public static class AnyOfBoth extends Sources {

        private final Task<Task<Integer>> any = Tasks.whenAny(one.task(), other.task(), pending.task());

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
            r.r1 = valueOf(any);
            r.r2 = Chains.length(pending.task());
        }
    }

    @JCStressTest
    @Description("One ends while any of them is being made; nothing is left in the others.")
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE)
    @State
    public static class AnyMadeMeanwhile extends Sources {

        private Task<Task<Integer>> any;

        @Actor
        public void complete() {
            one.succeed(1);
        }

        @Actor
        public void make() {
            any = Tasks.whenAny(other.task(), one.task(), pending.task());
        }

        @Arbiter
        public void end(III_Result r) {
            r.r1 = valueOf(any);
            r.r2 = Chains.length(other.task());
            r.r3 = Chains.length(pending.task());
        }
    }

    @JCStressTest
    @Description("One ends while nobody wants any of them any more.")
    @Outcome(
            id = {"1, false", "0, true"},
            expect = ACCEPTABLE)
    @State
    public static class AnyCancel extends Sources {

        private final Task<Task<Integer>> any = Tasks.whenAny(one.task(), pending.task());

        @Actor
        public void complete() {
            one.succeed(1);
        }

        @Actor
        public void cancel() {
            any.cancel();
        }

        @Arbiter
        public void end(IZ_Result r) {
            r.r1 = valueOf(any);
            r.r2 = any.isCancelled();
            if (Chains.length(pending.task()) != 0) {
                r.r1 = -1;
            }
        }
    }

    @JCStressTest
    @Description("Two end at once: each is given once.")
    @Outcome(
            id = {"1, 2, 0", "2, 1, 0"},
            expect = ACCEPTABLE)
    @State
    public static class EachOfBoth extends Sources {

        private final Completions<Integer> each = Tasks.whenEach(one.task(), other.task(), pending.task());

        @Actor
        public void one() {
            one.succeed(1);
        }

        @Actor
        public void other() {
            other.succeed(2);
        }

        @Arbiter
        public void end(III_Result r) {
            r.r1 = valueOf(each.next());
            r.r2 = valueOf(each.next());
            each.close();
            r.r3 = Chains.length(pending.task());
        }
    }

    @JCStressTest
    @Description("Two ask for the next one while two end.")
    @Outcome(
            id = {"1, 2, 0", "2, 1, 0"},
            expect = ACCEPTABLE)
    @State
    public static class EachNext extends Sources {

        private final Completions<Integer> each = Tasks.whenEach(one.task(), other.task());
        private Task<Task<Integer>> first;
        private Task<Task<Integer>> second;

        @Actor
        public void complete() {
            one.succeed(1);
            other.succeed(2);
        }

        @Actor
        public void next() {
            first = each.next();
            second = each.next();
        }

        @Arbiter
        public void end(III_Result r) {
            r.r1 = valueOf(first);
            r.r2 = valueOf(second);
            r.r3 = each.next().state() == java.util.concurrent.Future.State.FAILED ? 0 : 1;
        }
    }

    @JCStressTest
    @Description("Who asked for the next one takes that back while one ends: it is given to the one or to the next.")
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE)
    @State
    public static class EachTakeBack extends Sources {

        private final Completions<Integer> each = Tasks.whenEach(one.task(), pending.task());
        private final Task<Task<Integer>> first = each.next();

        @Actor
        public void complete() {
            one.succeed(1);
        }

        @Actor
        public void takeBack() {
            first.cancel();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = valueOf(first);
            r.r2 = valueOf(each.next());
        }
    }

    @JCStressTest
    @Description("Somebody leaves while one ends: who waits is told, and nothing is left in the other task.")
    @Outcome(
            id = {"1, false, 0", "0, true, 0"},
            expect = ACCEPTABLE)
    @State
    public static class EachClose extends Sources {

        private final Completions<Integer> each = Tasks.whenEach(one.task(), pending.task());
        private final Task<Task<Integer>> first = each.next();

        @Actor
        public void complete() {
            one.succeed(1);
        }

        @Actor
        public void close() {
            each.close();
        }

        @Arbiter
        public void end(org.openjdk.jcstress.infra.results.IZI_Result r) {
            r.r1 = valueOf(first);
            r.r2 = first.isCancelled();
            r.r3 = Chains.length(pending.task());
        }
    }

    @JCStressTest
    @Description("One fails while another one succeeds: the third one is asked to cancel, and the whole has failed.")
    @Outcome(id = "true, false, true", expect = ACCEPTABLE)
    @State
    public static class FailFast extends Sources {

        private final Task<java.util.List<Integer>> all =
                Tasks.whenAllFailFast(one.task(), other.task(), pending.task());

        @Actor
        public void fail() {
            one.fail(new RuntimeException("one", null, false, false) {});
        }

        @Actor
        public void succeed() {
            other.succeed(2);
        }

        @Arbiter
        public void end(ZZZ_Result r) {
            r.r1 = all.isDone();
            r.r2 = all.isCancelled();
            r.r3 = pending.task().isCancelled();
            if (all.finalStateOrNull() instanceof Unsuccessful failed) {
                failed.seen(); // jcstress keeps so many that their watches would fill its 256 MiB
            }
        }
    }

    @JCStressTest
    @Description("Who watches a task gives up while it ends: it sees one of the two, and is not left in the task.")
    @Outcome(id = "false, true, 0", expect = ACCEPTABLE, desc = "given up")
    @Outcome(id = "true, true, 1", expect = ACCEPTABLE, desc = "has seen the end")
    @State
    public static class WatchCancel extends Sources {

        private final CancellationToken token = new CancellationToken();
        private final Task<Integer> watched = one.task().withCancellation(token);

        @Actor
        public void complete() {
            one.succeed(1);
        }

        @Actor
        public void cancel() {
            token.cancel(CancellationReason.Requested.SILENTLY);
        }

        @Arbiter
        public void end(ZZI_Result r) {
            r.r1 = !watched.isCancelled();
            r.r2 = watched.isDone() && one.task().resultNow() == 1;
            r.r3 = watched.isCancelled() ? 0 : watched.resultNow();
        }
    }
}
