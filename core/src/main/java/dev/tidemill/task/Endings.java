package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;

/// What became of several tasks, as one: the first failure with the others, or, if nothing failed,
/// the first cancellation.
///
/// The first is the one that was added first. Used by one thread at a time.
final class Endings {

    private final int mostKept;
    private final List<Failure> failures = new ArrayList<>(0);
    private long failed;
    private @Nullable Unsuccessful first; // a failure if there is one

    /// @param mostKept so many failures are kept; all are counted
    Endings(int mostKept) {
        this.mostKept = mostKept;
    }

    /// Adds what a task came to; a value does not matter here.
    void add(@Nullable Object finalState) {
        if (!(finalState instanceof Unsuccessful one)) {
            return;
        }
        Failure failure = one.failure();
        if (failure == null) {
            first = first == null ? one : first;
            return;
        }
        if (failed == 0) {
            first = one;
        } else {
            one.seen(); // by whoever has the failure of all
        }
        add(failure);
    }

    /// Those of a task that was itself made of many are on one level with the others.
    private void add(Failure failure) {
        if (failure instanceof ManyFailures many) {
            many.failures().forEach(this::add);
            failed += many.count() - many.failures().size();
            return;
        }
        failed++;
        if (failures.size() < mostKept) {
            failures.add(failure);
        }
    }

    /// The failures so far, the first one first.
    List<Failure> failures() {
        return List.copyOf(failures);
    }

    /// All of it as one; null if all succeeded.
    @Nullable
    Unsuccessful end() {
        if (failed <= 1 || first == null) {
            return first;
        }
        first.seen();
        return new Unsuccessful(new ManyFailures(failures, failed));
    }
}
