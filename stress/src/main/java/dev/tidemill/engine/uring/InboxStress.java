package dev.tidemill.engine.uring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.IIZ_Result;

/// Letters that are put into an inbox while its owner takes some out.
public class InboxStress {

    /// A letter with something written in it before it is put.
    private static final class Numbered implements Inbox.Letter {

        private Inbox.Letter link;
        private int number;

        Numbered write(int text) {
            number = text;
            return this;
        }

        @Override
        public void deliver() {
            throw new AssertionError("nobody reads it here");
        }

        @Override
        public Inbox.Letter link() {
            return link;
        }

        @Override
        public void link(Inbox.Letter letter) {
            link = letter;
        }
    }

    private static int read(Inbox.Letter letter) {
        return letter instanceof Numbered numbered ? numbered.number : 0;
    }

    @JCStressTest
    @Description("Two put: neither is lost.")
    @Outcome(
            id = {"1, 2, 0", "2, 1, 0"},
            expect = ACCEPTABLE)
    @State
    public static class PutPut {

        private final Inbox inbox = new Inbox();

        @Actor
        public void one() {
            inbox.put(new Numbered().write(1));
        }

        @Actor
        public void other() {
            inbox.put(new Numbered().write(2));
        }

        @Arbiter
        public void owner(III_Result r) {
            r.r1 = read(inbox.poll());
            r.r2 = read(inbox.poll());
            r.r3 = read(inbox.poll());
        }
    }

    @JCStressTest
    @Description("The owner finds them in the order they were put, with what was written in them.")
    @Outcome(
            id = {"0, 0, 1", "0, 1, 2", "1, 2, 0", "1, 0, 2"},
            expect = ACCEPTABLE)
    @State
    public static class PutPoll {

        private final Inbox inbox = new Inbox();

        @Actor
        public void put() {
            inbox.put(new Numbered().write(1));
            inbox.put(new Numbered().write(2));
        }

        @Actor
        public void poll(III_Result r) {
            r.r1 = read(inbox.poll());
            r.r2 = read(inbox.poll());
        }

        @Arbiter
        public void rest(III_Result r) {
            r.r3 = read(inbox.poll());
        }
    }

    /// As an operation that is handed over once more: the link is written by the owner, then by the
    /// one who puts it again.
    @JCStressTest
    @Description("A letter that was taken out may be put again, while others are put.")
    @Outcome(
            id = {"1, 2, true", "2, 1, true"},
            expect = ACCEPTABLE)
    @State
    public static class PutPutAgain {

        private final Inbox inbox = new Inbox();

        public PutPutAgain() {
            inbox.put(new Numbered().write(1));
        }

        @Actor
        public void put() {
            inbox.put(new Numbered().write(2));
        }

        @Actor
        public void owner() {
            inbox.put(inbox.poll());
        }

        @Arbiter
        public void end(IIZ_Result r) {
            r.r1 = read(inbox.poll());
            r.r2 = read(inbox.poll());
            r.r3 = inbox.isEmpty();
        }
    }
}
