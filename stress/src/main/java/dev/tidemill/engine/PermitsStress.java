package dev.tidemill.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZIL_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/// Permits that are taken, given back and withdrawn. A wake that is lost shows as a run that hangs.
public class PermitsStress {

    @JCStressTest
    @Description("Two want the last permit.")
    @Outcome(
            id = {"true, false, 1", "false, true, 1"},
            expect = ACCEPTABLE)
    @State
    public static class AcquireAcquire {

        private final Permits permits = new Permits(1);

        @Actor
        public void one(ZZI_Result r) {
            r.r1 = permits.tryAcquire();
        }

        @Actor
        public void other(ZZI_Result r) {
            r.r2 = permits.tryAcquire();
        }

        @Arbiter
        public void end(ZZI_Result r) {
            r.r3 = permits.used();
        }
    }

    @JCStressTest
    @Description("Who waits in line gets the permit that is given back.")
    @Outcome(id = "true, 1", expect = ACCEPTABLE)
    @State
    public static class AcquireRelease {

        private final Permits permits = new Permits(1);
        private final CountedRead read = new CountedRead();

        public AcquireRelease() {
            if (!permits.tryAcquire()) throw new AssertionError();
        }

        @Actor
        public void acquire(ZI_Result r) {
            r.r1 = permits.acquireFor(read);
        }

        @Actor
        public void release() {
            permits.release();
        }

        @Arbiter
        public void end(ZI_Result r) {
            r.r2 = permits.used();
        }
    }

    @JCStressTest
    @Description("Two wait in line for one permit after the other.")
    @Outcome(id = "true, true, 0", expect = ACCEPTABLE)
    @State
    public static class AcquireAcquireInTurn {

        private final Permits permits = new Permits(1);
        private final CountedRead read = new CountedRead();
        private final CountedRead otherRead = new CountedRead();

        private boolean useOnce(CountedRead read) {
            boolean acquired = permits.acquireFor(read);
            permits.release();
            return acquired;
        }

        @Actor
        public void one(ZZI_Result r) {
            r.r1 = useOnce(read);
        }

        @Actor
        public void other(ZZI_Result r) {
            r.r2 = useOnce(otherRead);
        }

        @Arbiter
        public void end(ZZI_Result r) {
            r.r3 = permits.used();
        }
    }

    @JCStressTest
    @Description("Who waits in line while all is closed goes on without.")
    @Outcome(id = "false, 0, closed", expect = ACCEPTABLE)
    @State
    public static class AcquireClose {

        private final Permits permits = new Permits(0);
        private final CountedRead read = new CountedRead();

        @Actor
        public void acquire(ZIL_Result r) {
            r.r1 = permits.acquireFor(read);
        }

        @Actor
        public void close() {
            permits.close();
        }

        @Arbiter
        public void end(ZIL_Result r) {
            r.r2 = permits.used();
            r.r3 = read.end();
        }
    }

    @JCStressTest
    @Description("Who waits in line while its operation is cancelled goes on without.")
    @Outcome(id = "false, 0, cancelled", expect = ACCEPTABLE)
    @State
    public static class AcquireCancel {

        private final Permits permits = new Permits(0);
        private final CountedRead read = new CountedRead();

        @Actor
        public void acquire(ZIL_Result r) {
            r.r1 = permits.acquireFor(read);
        }

        @Actor
        public void cancel() {
            read.cancel();
        }

        @Arbiter
        public void end(ZIL_Result r) {
            r.r2 = permits.used();
            r.r3 = read.end();
        }
    }

    @JCStressTest
    @Description("Who must not wait gets one, or is refused and has none.")
    @Outcome(id = "true, 1, pending", expect = ACCEPTABLE)
    @Outcome(id = "false, 0, closed", expect = ACCEPTABLE)
    @State
    public static class AcquireAnywayClose {

        private final Permits permits = new Permits(0);
        private final CountedRead read = new CountedRead();

        @Actor
        public void acquire(ZIL_Result r) {
            r.r1 = permits.acquireAnyway(read);
        }

        @Actor
        public void close() {
            permits.close();
        }

        @Arbiter
        public void end(ZIL_Result r) {
            r.r2 = permits.used();
            r.r3 = read.end();
        }
    }

    @JCStressTest
    @Description("The last permit comes back while all is closed: then it is over.")
    @Outcome(id = "true, 0", expect = ACCEPTABLE)
    @State
    public static class ReleaseClose {

        private final Permits permits = new Permits(2);

        public ReleaseClose() {
            if (!permits.tryAcquire()) throw new AssertionError();
        }

        @Actor
        public void release() {
            permits.release();
        }

        @Actor
        public void close() {
            permits.close();
        }

        @Arbiter
        public void end(ZI_Result r) {
            r.r1 = permits.areOver();
            r.r2 = permits.used();
        }
    }
}
