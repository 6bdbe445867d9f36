package dev.tidemill.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.function.Consumer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZI_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/// Events that are raised while somebody begins to wait for them, gives up, or closes.
public class EventStress {

    /// A listener that can be called by hand.
    public abstract static class Raised {

        Consumer<Integer> raise;
        int deregistrations;
        final EventAwaiter<Integer> events = EventAwaiter.of(listener -> {
            raise = listener;
            return () -> deregistrations++;
        });

        static int valueOf(Task<Integer> task) {
            return task.isDone() && !task.isCancelled() ? task.resultNow() : 0;
        }
    }

    @JCStressTest
    @Description("Who begins to wait while an event is raised gets it.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE)
    @State
    public static class RaiseNext extends Raised {

        private Task<Integer> next;

        @Actor
        public void raise() {
            raise.accept(1);
        }

        @Actor
        public void next() {
            next = events.next();
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = valueOf(next);
            r.r2 = events.queuedEvents();
        }
    }

    @JCStressTest
    @Description("Two raise: one event for each who waits, none twice.")
    @Outcome(
            id = {"1, 2, 0", "2, 1, 0"},
            expect = ACCEPTABLE)
    @State
    public static class RaiseRaise extends Raised {

        private final Task<Integer> first = events.next();

        @Actor
        public void one() {
            raise.accept(1);
        }

        @Actor
        public void other() {
            raise.accept(2);
        }

        @Arbiter
        public void end(III_Result r) {
            r.r1 = valueOf(first);
            r.r2 = valueOf(events.next());
            r.r3 = events.queuedEvents();
        }
    }

    @JCStressTest
    @Description("Who leaves the line while an event is raised has it, or it goes to the queue.")
    @Outcome(id = "1, false, 0", expect = ACCEPTABLE, desc = "too late to leave")
    @Outcome(id = "0, true, 1", expect = ACCEPTABLE, desc = "left; nothing is lost")
    @State
    public static class RaiseCancel extends Raised {

        private final Task<Integer> first = events.next();

        @Actor
        public void raise() {
            raise.accept(1);
        }

        @Actor
        public void cancel() {
            first.cancel();
        }

        @Arbiter
        public void end(IZI_Result r) {
            r.r1 = valueOf(first);
            r.r2 = first.isCancelled();
            r.r3 = events.queuedEvents();
        }
    }

    @JCStressTest
    @Description("A wait that is abandoned while an event is raised: the event is in the queue in any case.")
    @Outcome(id = "1", expect = ACCEPTABLE)
    @State
    public static class RaiseAbandon extends Raised {

        private final Task<Integer> first = events.next();

        @Actor
        public void raise() {
            raise.accept(1);
        }

        @Actor
        public void abandon() {
            events.abandon(first);
        }

        @Arbiter
        public void end(org.openjdk.jcstress.infra.results.I_Result r) {
            r.r1 = events.queuedEvents();
        }
    }

    @JCStressTest
    @Description("Closed while an event is raised: who waits has it or is cancelled, and a lost one is counted.")
    @Outcome(id = "1, false, 0", expect = ACCEPTABLE, desc = "raised before")
    @Outcome(id = "0, true, 1", expect = ACCEPTABLE, desc = "closed before")
    @State
    public static class RaiseClose extends Raised {

        private final Task<Integer> first = events.next();

        @Actor
        public void raise() {
            raise.accept(1);
        }

        @Actor
        public void close() {
            events.close();
        }

        @Arbiter
        public void end(IZI_Result r) {
            r.r1 = valueOf(first);
            r.r2 = first.isCancelled();
            r.r3 = (int) events.droppedEvents();
        }
    }

    @JCStressTest
    @Description("Two close: the listener is taken back once.")
    @Outcome(id = "true, 1", expect = ACCEPTABLE)
    @State
    public static class CloseClose extends Raised {

        private final Task<Integer> first = events.next();

        @Actor
        public void one() {
            events.close();
        }

        @Actor
        public void other() {
            events.close();
        }

        @Arbiter
        public void end(ZI_Result r) {
            r.r1 = first.isCancelled();
            r.r2 = deregistrations;
        }
    }

    @JCStressTest
    @Description("The listener is called in the middle of its registration: it is taken back once all the same.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE)
    @State
    public static class RaiseRegister {

        private volatile Consumer<Integer> raise;
        private int deregistrations;
        private Task<Integer> task;

        @Actor
        public void raise() {
            Consumer<Integer> listener;
            while ((listener = raise) == null) {
                Thread.onSpinWait();
            }
            listener.accept(1);
        }

        @Actor
        public void register() {
            task = ListenerTask.of(listener -> {
                raise = listener;
                return () -> deregistrations++;
            });
        }

        @Arbiter
        public void end(II_Result r) {
            r.r1 = Raised.valueOf(task);
            r.r2 = deregistrations;
        }
    }
}
