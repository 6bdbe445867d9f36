package dev.tidemill.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/// A file that is closed while operations take and drop their references.
public class FileHandleStress {

    private static void drop(CountedFile file) {
        if (file.release()) file.closeNow();
    }

    private static int close(CountedFile file) {
        FileHandle.Closing closing = file.beginClosing();
        if (closing == FileHandle.Closing.NOW) file.closeNow();
        return closing == FileHandle.Closing.ALREADY ? 0 : 1;
    }

    @JCStressTest
    @Description("An operation holds an open file, or comes too late; the file is closed once.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "it was open as long as it was held")
    @Outcome(id = "-1, 1", expect = ACCEPTABLE, desc = "too late")
    @State
    public static class AcquireClose {

        private final CountedFile file = new CountedFile();

        @Actor
        public void operation(II_Result r) {
            if (file.acquire()) {
                r.r1 = file.closes.get();
                drop(file);
            } else {
                r.r1 = -1;
            }
        }

        @Actor
        public void close() {
            int _ = FileHandleStress.close(file);
        }

        @Arbiter
        public void end(II_Result r) {
            r.r2 = file.closes.get();
        }
    }

    @JCStressTest
    @Description("The last two operations on a closing file end at once: one of them closes it.")
    @Outcome(id = "true, 1", expect = ACCEPTABLE)
    @State
    public static class ReleaseRelease {

        private final CountedFile file = new CountedFile();

        public ReleaseRelease() {
            boolean _ = file.acquire();
            boolean _ = file.acquire();
            int _ = FileHandleStress.close(file);
        }

        @Actor
        public void one() {
            drop(file);
        }

        @Actor
        public void other() {
            drop(file);
        }

        @Arbiter
        public void end(ZI_Result r) {
            r.r1 = file.isClosing();
            r.r2 = file.closes.get();
        }
    }

    @JCStressTest
    @Description("Two close: one of them does.")
    @Outcome(
            id = {"1, 0, 1", "0, 1, 1"},
            expect = ACCEPTABLE)
    @State
    public static class CloseClose {

        private final CountedFile file = new CountedFile();

        @Actor
        public void one(III_Result r) {
            r.r1 = close(file);
        }

        @Actor
        public void other(III_Result r) {
            r.r2 = close(file);
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = file.closes.get();
        }
    }
}
