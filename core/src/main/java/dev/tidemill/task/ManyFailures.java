package dev.tidemill.task;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Several failures at once: the first is thrown, with others as suppressed exceptions.
///
/// ```java
/// if (all.outcome() instanceof Outcome.Failed<Void>(ManyFailures many)) {
///     for (Failure failure : many.failures()) report(failure.toException());
/// }
/// ```
public final class ManyFailures implements ThrowableFailure {

    /// So many others are shown with the first one; more would not be read.
    static final int SHOWN = 100;

    /// So many are kept of work without an end.
    static final int KEPT = 1_000;

    private final List<Failure> failures;
    private final long count;

    /// @param failures not empty
    /// @param count how many there were
    ManyFailures(List<Failure> failures, long count) {
        this.failures = List.copyOf(failures);
        this.count = count;
    }

    /// The failures; the one that is thrown comes first. At most 1,000 are kept.
    public List<Failure> failures() {
        return failures;
    }

    /// How many there were, with those that were not kept.
    public long count() {
        return count;
    }

    /// The exception of the first failure, with up to 100 others attached.
    @Override
    public Throwable toThrowable() {
        Throwable exception = ThrowableFailure.of(failures.getFirst());
        attach(
                exception,
                failures.stream().skip(1).limit(SHOWN).map(ThrowableFailure::of).toList());
        return exception;
    }

    @Override
    public String toString() {
        return count + " failures, the first: " + failures.getFirst();
    }

    /// Adds the others to the first as suppressed, up to [#SHOWN].
    ///
    /// An exception that user code threw is the same object for every waiter, and can be among
    /// the failures twice, so one that is there already is not added again.
    static void attach(Throwable first, List<Throwable> others) {
        synchronized (first) { // which is what addSuppressed does: several may be waiting
            Set<Throwable> there = Collections.newSetFromMap(new IdentityHashMap<>());
            there.add(first);
            Collections.addAll(there, first.getSuppressed());
            for (Throwable other : others) {
                if (there.size() <= SHOWN && there.add(other)) {
                    first.addSuppressed(other);
                }
            }
        }
    }
}
