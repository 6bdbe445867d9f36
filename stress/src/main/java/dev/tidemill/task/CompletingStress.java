package dev.tidemill.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/// Who ends a task, and who sees it.
public class CompletingStress {

    @JCStressTest
    @Description("One of two who complete a task wins, and is told so.")
    @Outcome(id = "true, false, 1", expect = ACCEPTABLE)
    @Outcome(id = "false, true, 2", expect = ACCEPTABLE)
    @State
    public static class CompleteComplete {

        private final TaskSource<Integer> source = new TaskSource<>();

        @Actor
        public void one(ZZI_Result r) {
            r.r1 = source.succeed(1);
        }

        @Actor
        public void other(ZZI_Result r) {
            r.r2 = source.succeed(2);
        }

        @Arbiter
        public void end(ZZI_Result r) {
            r.r3 = source.task().resultNow();
        }
    }

    @JCStressTest
    @Description("A task is cancelled or has succeeded, and the canceller knows which.")
    @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "succeeded")
    @Outcome(id = "false, true, 0", expect = ACCEPTABLE, desc = "cancelled")
    @State
    public static class CompleteCancel {

        private final TaskSource<Integer> source = new TaskSource<>();

        @Actor
        public void complete(ZZI_Result r) {
            r.r1 = source.succeed(1);
        }

        @Actor
        public void cancel(ZZI_Result r) {
            r.r2 = source.task().cancel(true);
        }

        @Arbiter
        public void end(ZZI_Result r) {
            r.r3 = source.task().isCancelled() ? 0 : source.task().resultNow();
        }
    }

    @JCStressTest
    @Description("Work that decides itself is told once that it should stop, however many ask.")
    @Outcome(id = "1", expect = ACCEPTABLE)
    @State
    public static class CancelCancel {

        private int asked;
        private final TaskSource<Integer> source = new TaskSource<>(_ -> asked++);

        @Actor
        public void one() {
            source.task().cancel();
        }

        @Actor
        public void other() {
            source.task().cancel();
        }

        @Arbiter
        public void end(I_Result r) {
            r.r1 = asked;
        }
    }

    /// What was written before a task is completed is there for whoever sees it done.
    @JCStressTest
    @Description("Whoever sees a task done sees what was written before.")
    @Outcome(id = "false, -1", expect = ACCEPTABLE, desc = "too early")
    @Outcome(id = "true, 42", expect = ACCEPTABLE, desc = "all of it")
    @State
    public static class CompleteLook {

        private int written;
        private final TaskSource<int[]> source = new TaskSource<>();

        @Actor
        public void complete() {
            written = 40;
            source.succeed(new int[] {2});
        }

        @Actor
        public void look(ZI_Result r) {
            r.r1 = source.task().isDone();
            r.r2 = r.r1 ? source.task().resultNow()[0] + written : -1;
        }
    }

    /// The reference goes through a race; the task does not.
    @JCStressTest
    @Description("Whoever finds a task that was born done finds it done, also through a data race.")
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not there yet")
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "there, and done")
    @State
    public static class BornDone {

        private Task<int[]> task;

        @Actor
        public void publish() {
            task = Task.completed(new int[] {7});
        }

        @Actor
        public void find(I_Result r) {
            Task<int[]> found = task;
            r.r1 = found == null ? -1 : found.isDone() ? found.resultNow()[0] : -2;
        }
    }
}
