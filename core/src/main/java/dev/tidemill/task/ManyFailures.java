package dev.tidemill.task;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Several failures at once: the first is thrown, with the others as suppressed exceptions.
record ManyFailures(Failure first, List<Failure> others) implements ThrowableFailure {

    /// So many others are shown with the first one; more would not be read.
    static final int SHOWN = 100;

    @Override
    public Throwable toThrowable() {
        Throwable exception = ThrowableFailure.of(first);
        attach(exception, others.stream().map(ThrowableFailure::of).toList());
        return exception;
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
