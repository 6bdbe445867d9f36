package dev.tidemill.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Failures of tasks that nobody has looked at: none is lost, and each is reported once.
///
/// **Looking** is [Task#await()], `get`, `join`, [Task#outcome()], `exceptionNow`, a function that
/// is given the exception (`handle`, `whenComplete`, `exceptionally` and their kin), and a
/// [Task#toCompletableFuture()] that got it, whatever is then done with it. To ask whether a task
/// is done, [Task#waitFor(java.time.Duration)] and `toString` are not. A failure that goes on
/// through a chain is the same failure, at which it is enough to look anywhere. [Tasks#whenAll]
/// looks at those it combines, and has their failure then.
///
/// **Reported** is a failure when the last task that came to it is unreachable: some time after the
/// garbage collector found that, and not any more when the program ends. With [Task#forget()] it is
/// reported when it happens. A cancellation is not a failure, and never reported; neither is what
/// an operation comes to after its task was done, since nobody could look at that.
///
/// The report is a warning of the [System.Logger] `dev.tidemill.task`, unless handlers are
/// registered ([#onUnobserved]), and an event `dev.tidemill.UnobservedFailure` of the JDK's flight
/// recorder. Tests are strict ([#strict()]).
///
/// **Many at once.** The log has 100 lines in a second, and then one that says how many more there
/// were. Handlers and the recorder are told of each; but if more than 10,000 wait for a handler
/// that does not keep up, the log says how many were not kept.
///
/// A task holds its failure, and what is reported must not hold the task: a [Failure] or an
/// exception that leads to its own task keeps both in memory, unreported, until somebody looks.
public final class UnobservedFailures {

    private static final List<Handler> HANDLERS = new CopyOnWriteArrayList<>();

    private UnobservedFailures() {}

    /// Has the handler told of each failure that nobody looked at. As long as there is a handler
    /// nothing is written to the log.
    ///
    /// Handlers are called one after the other, on a virtual thread; one that waits for long keeps
    /// the others waiting. What a handler throws goes to the thread's uncaught exception handler,
    /// and the other handlers are told all the same.
    ///
    /// @return close it to take the handler back
    public static Registration onUnobserved(Consumer<? super UnobservedFailure> handler) {
        Objects.requireNonNull(handler, "handler");
        return register((failure, _) -> {
            handler.accept(failure);
            return true;
        });
    }

    /// Strict, as a test wants it: [Strict#close()] throws an [AssertionError] if there were
    /// failures that nobody looked at.
    ///
    /// ```java
    /// try (var _ = UnobservedFailures.strict()) {
    ///     codeUnderTest();
    /// }
    /// ```
    ///
    /// It counts failures of the whole program, other tests that run at the same time included, but
    /// none of tasks that had failed before.
    public static Strict strict() {
        return new Strict();
    }

    private static Registration register(Handler handler) {
        HANDLERS.add(handler);
        return () -> HANDLERS.remove(handler);
    }

    /// Called by one thread at a time, or nested in itself.
    static void report(FailedTask task, boolean forgotten, int era) {
        UnobservedFailure failure = task.toReport(forgotten);
        UnobservedFailureEvent.commit(failure);
        boolean told = false;
        for (Handler handler : HANDLERS) {
            try {
                told |= handler.takes(failure, era);
            } catch (Throwable thrown) {
                Uncaught.handle(thrown);
            }
        }
        if (!told) {
            FailureLog.SHARED.warn(failure);
        }
    }

    /// There were more, which came faster than they could be reported. Called as [#report] is.
    ///
    /// @param era of the latest of them
    static void reportMore(int count, int era) {
        for (Handler handler : HANDLERS) handler.misses(count, era);
        FailureLog.SHARED.warnOfMore(count);
    }

    @FunctionalInterface
    private interface Handler {

        /// @return whether the failure was its business
        boolean takes(UnobservedFailure failure, int era);

        /// @param era of the latest of them
        default void misses(int count, int era) {}
    }

    /// What [#onUnobserved] gives: the way to take the handler back.
    public interface Registration extends AutoCloseable {

        /// Takes the handler back; does nothing if that was done before. If it is just now being
        /// called, this does not wait for its end.
        @Override
        void close();
    }

    /// What [#strict()] gives.
    public static final class Strict implements AutoCloseable {

        private final int era = Watch.newEra();
        private final List<UnobservedFailure> failures = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger missed = new AtomicInteger();
        private final Registration registration = register(new Handler() {
            @Override
            public boolean takes(UnobservedFailure failure, int of) {
                return of >= era && failures.add(failure);
            }

            @Override
            public void misses(int count, int of) {
                if (of >= era) missed.addAndGet(count);
            }
        });

        private Strict() {}

        /// Ends it, and throws if a task failed and nobody looked at that.
        ///
        /// If there are failures at which nobody has looked so far, garbage is collected, to see
        /// which of them can still be looked at: those of tasks in a field, or in a variable of a
        /// method that runs. They are not counted.
        ///
        /// @throws AssertionError with the exceptions of all of them as suppressed ones; or if
        ///     garbage could not be collected ([System#gc()] is switched off), since nobody knows
        ///     then
        @Override
        public void close() {
            boolean settled;
            try {
                settled = Watch.settle(era);
            } finally {
                registration.close();
            }
            AssertionError error = null;
            if (!failures.isEmpty()) {
                error = new AssertionError(describe());
            } else if (!settled) {
                error = new AssertionError("tasks failed, and whether anybody can still look at that is not known:"
                        + " System.gc() does not collect garbage");
            }
            if (error != null) {
                for (UnobservedFailure failure : List.copyOf(failures)) {
                    error.addSuppressed(failure.exception());
                }
                failures.clear();
                throw error;
            }
        }

        private String describe() {
            StringBuilder text = new StringBuilder();
            for (UnobservedFailure failure : List.copyOf(failures)) {
                text.append(text.isEmpty() ? "" : "\n").append(failure);
            }
            if (missed.get() > 0) text.append("\nand of ").append(missed).append(" more, too many to report each");
            return text.toString();
        }
    }
}
