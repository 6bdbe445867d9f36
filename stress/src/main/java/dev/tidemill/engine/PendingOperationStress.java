package dev.tidemill.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.tidemill.task.CancellationSource;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.LII_Result;
import org.openjdk.jcstress.infra.results.ZIL_Result;

/// An operation that is stopped at each of its stages. Whatever comes first: it has one last word,
/// its permit comes back once if it had one, and its file is let go once.
///
/// The numbers are [CountedRead#counts]: 100 is one last word without a permit, 110 one with it,
/// and the last digit is what still holds the file.
public class PendingOperationStress {

    @JCStressTest
    @Description("Stopped while it is admitted: the permit comes back with the last word, or stays the caller's.")
    @Outcome(id = "true, 110, cancelled", expect = ACCEPTABLE, desc = "admitted, then stopped")
    @Outcome(id = "false, 100, cancelled", expect = ACCEPTABLE, desc = "the permit is the caller's")
    @State
    public static class StopAdmit {

        private final CountedRead read = new CountedRead();

        @Actor
        public void admit(ZIL_Result r) {
            r.r1 = read.admitted();
        }

        @Actor
        public void stop() {
            read.cancel();
        }

        @Arbiter
        public void end(ZIL_Result r) {
            r.r2 = read.counts();
            r.r3 = read.end();
        }
    }

    @JCStressTest
    @Description("Stopped while it begins: it does not begin, or whoever carries it out is asked once.")
    @Outcome(id = "cancelled, 110, 0", expect = ACCEPTABLE, desc = "did not begin")
    @Outcome(id = "pending, 1, 1", expect = ACCEPTABLE, desc = "began, and was asked")
    @State
    public static class StopBegin {

        private final CountedRead read = new CountedRead();
        private boolean begun;

        public StopBegin() {
            if (!read.admitted()) throw new AssertionError();
        }

        @Actor
        public void begin() {
            begun = read.begun();
        }

        @Actor
        public void stop() {
            read.cancel();
        }

        @Arbiter
        public void end(LII_Result r) {
            r.r1 = read.end();
            r.r2 = read.counts();
            r.r3 = read.stops.get();
            if (begun == read.wasOver()) r.r1 = "begun and over";
        }
    }

    @JCStressTest
    @Description("Stopped while the whole way is made: admit, begin, end.")
    @Outcome(id = "cancelled, 100, 0", expect = ACCEPTABLE, desc = "before it was admitted")
    @Outcome(id = "cancelled, 110, 0", expect = ACCEPTABLE, desc = "before it began, or stopped as it was asked")
    @Outcome(id = "cancelled, 110, 1", expect = ACCEPTABLE, desc = "after it began, and it was stopped")
    @Outcome(id = "succeeded, 110, 1", expect = ACCEPTABLE, desc = "asked too late")
    @Outcome(id = "succeeded, 110, 0", expect = ACCEPTABLE, desc = "over before")
    @State
    public static class StopEnd {

        private final CountedRead read = new CountedRead();

        @Actor
        public void carryOut() {
            if (read.admitted() && read.begun()) read.stoppedOrSucceeded();
        }

        @Actor
        public void stop() {
            read.cancel();
        }

        @Arbiter
        public void end(LII_Result r) {
            r.r1 = read.end();
            r.r2 = read.counts();
            r.r3 = read.stops.get();
        }
    }

    @JCStressTest
    @Description("A call that cannot be stopped ends while its waiter is freed: one of the two completes the task.")
    @Outcome(id = "true, 110, cancelled", expect = ACCEPTABLE, desc = "freed; what the call gave is dropped")
    @Outcome(id = "false, 110, succeeded", expect = ACCEPTABLE, desc = "the last word came first")
    @State
    public static class DetachEnd {

        private final CountedRead read = new CountedRead();

        public DetachEnd() {
            if (!read.admitted() || !read.begun()) throw new AssertionError();
            read.cancel();
        }

        @Actor
        public void detach(ZIL_Result r) {
            r.r1 = read.detached();
        }

        @Actor
        public void end() {
            read.succeeded();
        }

        @Arbiter
        public void end(ZIL_Result r) {
            r.r2 = read.counts();
            r.r3 = read.end();
        }
    }

    @JCStressTest
    @Description("Two ask to stop, with different reasons: the first one is told, once.")
    @Outcome(id = "cancelled, 100, 0", expect = ACCEPTABLE)
    @Outcome(id = "closed, 100, 0", expect = ACCEPTABLE)
    @State
    public static class StopStop {

        private final CountedRead read = new CountedRead();

        @Actor
        public void cancel() {
            read.cancel();
        }

        @Actor
        public void close() {
            read.stopForClose();
        }

        @Arbiter
        public void end(LII_Result r) {
            r.r1 = read.end();
            r.r2 = read.counts();
            r.r3 = read.stops.get();
        }
    }

    @JCStressTest
    @Description("Its token is cancelled while it begins to watch it.")
    @Outcome(id = "true, 100, cancelled", expect = ACCEPTABLE)
    @State
    public static class WatchCancel {

        private final CancellationSource source = new CancellationSource();
        private final CountedRead read = new CountedRead();

        @Actor
        public void watch() {
            read.watched(source.token());
        }

        @Actor
        public void cancel(ZIL_Result r) {
            r.r1 = source.cancel();
        }

        @Arbiter
        public void end(ZIL_Result r) {
            r.r2 = read.counts();
            r.r3 = read.end();
        }
    }

    /// The file counts the operation's reference and its own; the last of both closes.
    @JCStressTest
    @Description("The file is closed while its only operation goes its way: closed once, and not under it.")
    @Outcome(id = "closed, 100, 1", expect = ACCEPTABLE, desc = "before it was admitted")
    @Outcome(id = "closed, 110, 1", expect = ACCEPTABLE, desc = "before it began, or while it ran")
    @Outcome(id = "succeeded, 110, 1", expect = ACCEPTABLE, desc = "it was over")
    @State
    public static class CloseEnd {

        private final CountedRead read = new CountedRead();

        @Actor
        public void carryOut() {
            if (read.admitted() && read.begun()) read.stoppedOrSucceeded();
        }

        @Actor
        public void close() {
            read.file.close(read);
        }

        @Arbiter
        public void end(LII_Result r) {
            r.r1 = read.end();
            r.r2 = read.counts();
            r.r3 = read.file.closes.get();
        }
    }

    @JCStressTest
    @Description("The only operation of a file ends while that is closed: whoever finds it closed finds the task done.")
    @Outcome(id = "0, true", expect = ACCEPTABLE, desc = "the task first")
    @Outcome(id = "0, false", expect = ACCEPTABLE, desc = "neither yet")
    @Outcome(id = "1, true", expect = ACCEPTABLE, desc = "both")
    @State
    public static class DoneClosed {

        private final CountedRead read = new CountedRead();

        public DoneClosed() {
            if (!read.admitted() || !read.begun()) throw new AssertionError();
        }

        @Actor
        public void end() {
            read.succeeded();
        }

        @Actor
        public void close(IZ_Result r) {
            read.file.close(read);
            r.r1 = read.file.closes.get();
            r.r2 = read.isDone();
        }
    }
}
