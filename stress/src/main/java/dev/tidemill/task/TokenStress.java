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
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// A token that is cancelled while callbacks come and go.
public class TokenStress {

    /// A token with a callback that counts its calls.
    public abstract static class Counted {

        final CancellationToken token = new CancellationToken();
        final AtomicInteger calls = new AtomicInteger();

        final boolean cancel() {
            return token.cancel(CancellationReason.Requested.SILENTLY);
        }
    }

    @JCStressTest
    @Description("A callback that is registered just now is called once.")
    @Outcome(id = "true, 1", expect = ACCEPTABLE)
    @State
    public static class CancelRegister extends Counted {

        @Actor
        public void cancel(ZI_Result r) {
            r.r1 = cancel();
        }

        @Actor
        public void register() {
            var _ = token.onCancel(calls::incrementAndGet);
        }

        @Arbiter
        public void end(ZI_Result r) {
            r.r2 = calls.get();
        }
    }

    @JCStressTest
    @Description("Two register at once; the token is cancelled afterwards and calls the last one first.")
    @Outcome(
            id = {"3, 1, 2", "3, 2, 1"},
            expect = ACCEPTABLE)
    @State
    public static class RegisterRegister extends Counted {

        private int first;
        private int one;
        private int other;

        public RegisterRegister() {
            var _ = token.onCancel(() -> first = calls.incrementAndGet());
        }

        @Actor
        public void one() {
            var _ = token.onCancel(() -> one = calls.incrementAndGet());
        }

        @Actor
        public void other() {
            var _ = token.onCancel(() -> other = calls.incrementAndGet());
        }

        @Arbiter
        public void end(III_Result r) {
            cancel();
            r.r1 = first;
            r.r2 = one;
            r.r3 = other;
        }
    }

    @JCStressTest
    @Description("A callback is taken back or called, never both, never neither.")
    @Outcome(id = "true, true, 0", expect = ACCEPTABLE, desc = "taken back")
    @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "called")
    @State
    public static class CancelUnregister extends Counted {

        private final CancellationToken.Registration registration = token.onCancel(calls::incrementAndGet);

        @Actor
        public void cancel(ZZI_Result r) {
            r.r1 = cancel();
        }

        @Actor
        public void unregister(ZZI_Result r) {
            r.r2 = registration.unregister();
        }

        @Arbiter
        public void end(ZZI_Result r) {
            r.r3 = calls.get();
        }
    }

    @JCStressTest
    @Description("Neighbours in the list are taken back at once: the others stay.")
    @Outcome(id = "true, true, 2", expect = ACCEPTABLE)
    @State
    public static class UnregisterUnregister extends Counted {

        private final CancellationToken.Registration oldest = token.onCancel(calls::incrementAndGet);
        private final CancellationToken.Registration one = token.onCancel(calls::incrementAndGet);
        private final CancellationToken.Registration other = token.onCancel(calls::incrementAndGet);
        private final CancellationToken.Registration newest = token.onCancel(calls::incrementAndGet);

        @Actor
        public void one(ZZI_Result r) {
            r.r1 = one.unregister();
        }

        @Actor
        public void other(ZZI_Result r) {
            r.r2 = other.unregister();
        }

        @Arbiter
        public void end(ZZI_Result r) {
            cancel();
            r.r3 = calls.get();
            if (oldest.unregister() || newest.unregister()) {
                r.r3 = -1; // they were called
            }
        }
    }

    /// The callback writes twice to a plain field. If close did not wait for its end, the closer
    /// would see the first of them, or the arbiter a change.
    @JCStressTest
    @Description("After close the callback has ended or will never run, and what it did can be seen.")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "taken back")
    @Outcome(id = "1, 2, 2", expect = ACCEPTABLE, desc = "has ended")
    @State
    public static class CancelClose extends Counted {

        private int written;
        private final CancellationToken.Registration registration = token.onCancel(() -> {
            written = 1;
            calls.incrementAndGet();
            Thread.onSpinWait();
            written = 2;
        });

        @Actor
        public void canceller() {
            cancel();
        }

        @Actor
        public void close(III_Result r) {
            registration.close();
            r.r1 = calls.get();
            r.r2 = written;
        }

        @Arbiter
        public void end(III_Result r) {
            r.r3 = written;
        }
    }

    @JCStressTest
    @Description("One of two cancels, and its reason stays.")
    @Outcome(id = "true, false, 11", expect = ACCEPTABLE)
    @Outcome(id = "false, true, 21", expect = ACCEPTABLE)
    @State
    public static class CancelCancel extends Counted {

        public CancelCancel() {
            var _ = token.onCancel(calls::incrementAndGet);
        }

        @Actor
        public void one(ZZI_Result r) {
            r.r1 = token.cancel(new CancellationReason.Requested("1"));
        }

        @Actor
        public void other(ZZI_Result r) {
            r.r2 = token.cancel(new CancellationReason.Requested("2"));
        }

        @Arbiter
        public void end(ZZI_Result r) {
            r.r3 = Integer.parseInt(((CancellationReason.Requested) token.reason()).why()) * 10 + calls.get();
        }
    }

    @JCStressTest
    @Description("Parent and child are cancelled at once: callbacks of the child are called once.")
    @Outcome(id = "true, true, 1", expect = ACCEPTABLE, desc = "the child itself")
    @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "the child by its parent")
    @State
    public static class CancelCancelLinked extends Counted {

        private final CancellationSource linked = CancellationSource.linked(token);

        public CancelCancelLinked() {
            var _ = linked.token().onCancel(calls::incrementAndGet);
        }

        @Actor
        public void parent(ZZI_Result r) {
            r.r1 = cancel();
        }

        @Actor
        public void child(ZZI_Result r) {
            r.r2 = linked.cancel();
        }

        @Arbiter
        public void end(ZZI_Result r) {
            r.r3 = calls.get();
        }
    }

    @JCStressTest
    @Description("A parent is cancelled while a child is being linked to it: the child is cancelled.")
    @Outcome(id = "true, true", expect = ACCEPTABLE)
    @State
    public static class CancelLink extends Counted {

        private CancellationSource linked;

        @Actor
        public void parent(ZZ_Result r) {
            r.r1 = cancel();
        }

        @Actor
        public void link() {
            linked = CancellationSource.linked(token);
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = linked.isCancelled();
        }
    }

    @JCStressTest
    @Description("A child is closed while its parent is cancelled; afterwards the parent has no hold on it.")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "cancelled first")
    @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "closed first")
    @State
    public static class CancelCloseLinked extends Counted {

        private final CancellationSource linked = CancellationSource.linked(token);

        public CancelCloseLinked() {
            var _ = linked.token().onCancel(calls::incrementAndGet);
        }

        @Actor
        public void parent() {
            cancel();
        }

        @Actor
        public void close() {
            linked.close();
        }

        @Arbiter
        public void end(ZI_Result r) {
            r.r1 = linked.isCancelled();
            r.r2 = calls.get();
        }
    }

    @JCStressTest
    @Description("A task that watches a token just when that is cancelled ends, or has succeeded.")
    @Outcome(
            id = {"true, true, 0", "true, false, 0"},
            expect = ACCEPTABLE)
    @State
    public static class CancelWatch extends Counted {

        private final TaskSource<Integer> source = new TaskSource<>();

        @Actor
        public void cancel(ZZI_Result r) {
            r.r1 = cancel();
        }

        @Actor
        public void watch(ZZI_Result r) {
            Task<Integer> _ = source.task().cancelOn(token);
            r.r2 = source.task().isDone();
        }

        @Arbiter
        public void end(ZZI_Result r) {
            r.r3 = source.task().isCancelled() ? 0 : 1;
        }
    }

    @JCStressTest
    @Description("A task that ends just when its token is cancelled says which of the two it was.")
    @Outcome(id = "true, true, 1", expect = ACCEPTABLE, desc = "succeeded")
    @Outcome(id = "true, false, 0", expect = ACCEPTABLE, desc = "cancelled")
    @State
    public static class CancelComplete extends Counted {

        private final TaskSource<Integer> source = new TaskSource<>();

        public CancelComplete() {
            Task<Integer> _ = source.task().cancelOn(token);
        }

        @Actor
        public void cancel(ZZI_Result r) {
            r.r1 = cancel();
        }

        @Actor
        public void complete(ZZI_Result r) {
            r.r2 = source.succeed(1);
        }

        @Arbiter
        public void end(ZZI_Result r) {
            r.r3 = source.task().isCancelled() ? 0 : source.task().resultNow();
        }
    }
}
