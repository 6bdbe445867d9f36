package dev.tidemill.file;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.util.concurrent.atomic.AtomicInteger;

/// Who reads a small file that is probably cached: the caller, or the engine meanwhile.
///
/// For a caller that reads one file after the other it is best to read what is cached itself: a
/// hand-over and back takes several times as long. A caller that starts many at once gets its files
/// sooner if the engine, on another processor, reads some of them at the same time. Nobody says
/// which kind of caller it is, so it is found out: now and then a file is left to the engine, and
/// if that one is still pending when the same thread comes with the next, the thread is not waiting
/// for it. If it was waiting, it is not tried again for a while, and then less and less often.
///
/// A guess that is wrong costs time, never correctness; so the state is not synchronized.
final class Turns {

    private static final int LONGEST_PAUSE = 1024;

    private static final class Stripe {
        @Nullable
        Task<?> leftToEngine; // the last one of this thread

        int pause = 1; // calls between two tries
        int untilNextTry = 1;
    }

    private final Stripe[] stripes = new Stripe[64]; // by thread; sharing one does no harm
    private final AtomicInteger inEngine = new AtomicInteger();

    private final int mostInEngine;

    /// @param mostInEngine what comes beyond is sooner done by the caller
    Turns(int mostInEngine) {
        this.mostInEngine = mostInEngine;
        for (int i = 0; i < stripes.length; i++) stripes[i] = new Stripe();
    }

    boolean isForEngine() {
        Stripe stripe = stripe();
        Task<?> last = stripe.leftToEngine;
        if (last != null) {
            if (!last.isDone()) {
                stripe.pause = 1;
                return inEngine.getOpaque() < mostInEngine;
            }
            stripe.leftToEngine = null;
            stripe.pause = Math.min(stripe.pause * 2, LONGEST_PAUSE);
            stripe.untilNextTry = stripe.pause;
        }
        return --stripe.untilNextTry <= 0;
    }

    /// The engine has it.
    void left(Task<?> task) {
        stripe().leftToEngine = task;
        inEngine.getAndIncrement();
        task.whenCompleteAsync((_, _) -> inEngine.getAndDecrement(), Tasks.inline())
                .forget();
    }

    private Stripe stripe() {
        return stripes[(int) Thread.currentThread().threadId() & (stripes.length - 1)];
    }
}
