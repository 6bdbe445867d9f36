package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.BufferPool;
import dev.tidemill.engine.ManyNames;
import dev.tidemill.engine.NameOperation;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.SystemCallFailure;
import dev.tidemill.task.Cancellation.Reach;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Outcome;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Calls on many names as one operation, which has one permit and one task however many they are.
///
/// The names of each lane are a [NameShare], on which threads of that lane work.
final class PooledNames<T> extends PortableOperation<List<Outcome<T>>> {

    /*
     * What is known of each name:
     *
     *    null ──> BEGUN ──> Outcome   by the thread that makes the call
     *      `─────────────> Outcome   of one that is not begun any more, by whoever stops all
     *
     * So nobody is told that a call was never started which then is made after all.
     */
    private final Outcome<T>[] outcomes;

    private static final Outcome<?> BEGUN = new Outcome.Succeeded<>(null);
    private static final VarHandle OUTCOME = MethodHandles.arrayElementVarHandle(Outcome[].class);

    private final ManyNames<T> names;
    private final Collection<NameShare> shares;

    /// How many names have no outcome. Who finds the last one ends the operation.
    private final AtomicInteger left;

    @SuppressWarnings("unchecked") // no other way to make an array of a generic type
    PooledNames(PortableEngine engine, ManyNames<T> names) {
        super(engine, names);
        this.names = names;
        int count = names.paths().size();
        left = new AtomicInteger(count);
        outcomes = (Outcome<T>[]) new Outcome<?>[count];
        shares = shares();
    }

    private Collection<NameShare> shares() {
        engine.mounts().refresh();
        Map<Lane, NameShare> shares = new LinkedHashMap<>();
        int number = 0;
        for (Path path : names.paths()) {
            Lane lane = engine.mounts().lookUp(path);
            shares.computeIfAbsent(lane, NameShare::new).add(number++);
        }
        return shares.values();
    }

    @Override
    void start() {
        if (!begin()) return;
        for (NameShare share : shares) {
            share.start(this, engine.shortCalls(share.lane()));
        }
    }

    /// Makes the calls on some of the names, one after the other, except on those that somebody
    /// else has begun or stopped.
    ///
    /// @param from in `numbers`
    /// @return how many that were
    int make(int[] numbers, int from, int to) {
        int made = 0;
        long buffer = 0;
        try {
            if (engine.driver() == Driver.SYSTEM_CALLS) buffer = BufferPool.take();
            for (int i = from; i < to; i++) {
                if (!OUTCOME.compareAndSet(outcomes, numbers[i], (Outcome<?>) null, BEGUN)) continue;
                Outcome<T> outcome = carryOut(names.paths().get(numbers[i]), buffer);
                OUTCOME.setRelease(outcomes, numbers[i], outcome);
                made++;
            }
        } catch (OutOfMemoryError e) { // for the buffer
            giveUp(numbers, from, to, e);
        } finally {
            if (buffer != 0) BufferPool.giveBack(buffer);
        }
        known(made);
        return made;
    }

    /// Whether nobody has begun, or stopped, some of the names.
    boolean areSomeLeft(int[] numbers, int from, int to) {
        for (int i = from; i < to; i++) if (outcome(numbers[i]) == null) return true;
        return false;
    }

    private Outcome<T> carryOut(Path path, long buffer) {
        try {
            NameOperation<T> operation = names.each().apply(NativePath.of(path));
            try {
                return new Outcome.Succeeded<>(
                        buffer == 0 ? JdkNames.carryOut(operation) : PooledName.bySystem(operation, buffer));
            } catch (Unfinished e) {
                return new Outcome.Failed<>(new SystemCallFailure(operation, e.errno));
            } catch (IOException e) {
                return new Outcome.Failed<>(new ChannelFailure(operation, e, 0));
            }
        } catch (Throwable e) {
            return new Outcome.Failed<>(Failure.of(e));
        }
    }

    /// What of these names is not begun has failed: there is nobody to make the calls, or nothing
    /// to make them with.
    void giveUp(int[] numbers, int from, int to, Throwable why) {
        int failed = 0;
        Outcome<T> outcome = new Outcome.Failed<>(Failure.of(why));
        for (int i = from; i < to; i++) {
            if (OUTCOME.compareAndSet(outcomes, numbers[i], (Outcome<?>) null, outcome)) failed++;
        }
        known(failed);
    }

    /// So many more names have their outcome.
    ///
    /// @return whether all of them have, and this one was the last
    private boolean known(int count) {
        boolean all = count > 0 && left.addAndGet(-count) == 0;
        if (all) endWithValue(list(outcomes), 0);
        return all;
    }

    private static <T> List<Outcome<T>> list(Outcome<T>[] outcomes) {
        return Collections.unmodifiableList(Arrays.asList(outcomes));
    }

    @Override
    protected List<Outcome<T>> allStopped() {
        for (int i = 0; i < outcomes.length; i++) outcomes[i] = stopped(names, i, Reach.NEVER_STARTED);
        return list(outcomes);
    }

    @Override
    protected void stopStarted() {
        int stopped = 0;
        for (int i = 0; i < outcomes.length; i++) {
            if (outcome(i) == null
                    && OUTCOME.compareAndSet(
                            outcomes, i, (Outcome<?>) null, this.<T>stopped(names, i, Reach.NEVER_STARTED))) stopped++;
        }
        if (known(stopped) || left.get() == 0) return;
        detachWith(untilNow());
    }

    /// With those that are under way as detached.
    private List<Outcome<T>> untilNow() {
        Outcome<T>[] known = outcomes.clone();
        for (int i = 0; i < known.length; i++) {
            Outcome<T> outcome = outcome(i);
            known[i] = outcome == null || outcome == BEGUN ? stopped(names, i, Reach.DETACHED) : outcome;
        }
        return list(known);
    }

    @SuppressWarnings("unchecked") // nothing else is in there
    private @Nullable Outcome<T> outcome(int number) {
        return (Outcome<T>) OUTCOME.getAcquire(outcomes, number);
    }
}
