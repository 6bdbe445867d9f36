package dev.tidemill.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// Failures that somebody looks at just when they come about.
public class UnseenStress {

    private static final Throwable FAILURE = new RuntimeException("failed", null, false, false) {};

    @JCStressTest
    @Description("Two look at a failure: it is seen.")
    @Outcome(id = "true, true, false", expect = ACCEPTABLE)
    @State
    public static class LookLook {

        private final Task<Integer> task = Task.failed(FAILURE);

        @Actor
        public void one(ZZZ_Result r) {
            r.r1 = task.exceptionNow() == FAILURE;
        }

        @Actor
        public void other(ZZZ_Result r) {
            r.r2 = task.exceptionNow() == FAILURE;
        }

        @Arbiter
        public void end(ZZZ_Result r) {
            r.r3 = ((Unsuccessful) task.finalState()).isUnseen();
        }
    }

    @JCStressTest
    @Description(
            "A task fails in two ways at once: the failure that was too late is nobody's, the other one is unseen.")
    @Outcome(
            id = {"true, false, true", "false, true, true"},
            expect = ACCEPTABLE)
    @State
    public static class FailFail {

        private final TaskSource<Integer> source = new TaskSource<>();

        @Actor
        public void one(ZZZ_Result r) {
            r.r1 = source.fail(FAILURE);
        }

        @Actor
        public void other(ZZZ_Result r) {
            r.r2 = source.fail(FAILURE);
        }

        @Arbiter
        public void end(ZZZ_Result r) {
            Unsuccessful state = (Unsuccessful) source.task().finalState();
            r.r3 = state.isUnseen();
            state.seen();
        }
    }

    @JCStressTest
    @Description("A task fails while somebody waits for it: the failure is seen.")
    @Outcome(id = "true, false", expect = ACCEPTABLE)
    @State
    public static class FailAwait {

        private final TaskSource<Integer> source = new TaskSource<>();

        @Actor
        public void fail() {
            source.fail(FAILURE);
        }

        @Actor
        public void look(ZZ_Result r) {
            try {
                int _ = source.task().join();
            } catch (java.util.concurrent.CompletionException e) {
                r.r1 = true;
            }
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = ((Unsuccessful) source.task().finalState()).isUnseen();
        }
    }
}
