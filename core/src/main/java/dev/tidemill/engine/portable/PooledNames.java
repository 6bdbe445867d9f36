package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.BufferPool;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.ManyNames;
import dev.tidemill.engine.NameOperation;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.SystemCallFailure;
import dev.tidemill.task.Cancellation.Reach;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
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

/// Calls on many names, or on files of those names, as one operation, which has one permit and one
/// task however many they are.
///
/// The names of each lane are a [NameShare], on which threads of that lane work.
final class PooledNames<T> extends PortableOperation<List<Outcome<T>>> {

    /*
     * What is known of each name:
     *
     *    null ──> BEGUN ──> Outcome   by the thread that makes the call, or when what it has become has ended
     *      `─────────────> Outcome   of one that is not begun any more, by whoever stops all
     *
     * So nobody is told that a call was never started which then is made after all.
     */
    private final Outcome<T>[] outcomes;

    private static final Outcome<?> BEGUN = new Outcome.Succeeded<>(null);
    private static final VarHandle OUTCOME = MethodHandles.arrayElementVarHandle(Outcome[].class);

    private final ManyNames<T> names;
    private final Collection<NameShare> shares;

    private final HandedOn<T> handedOn = new HandedOn<>(this);

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
        int known = 0;
        long buffer = 0;
        try {
            if (engine.driver() == Driver.SYSTEM_CALLS) buffer = BufferPool.take();
            for (int i = from; i < to; i++) {
                if (!OUTCOME.compareAndSet(outcomes, numbers[i], (Outcome<?>) null, BEGUN)) continue;
                made++;
                Outcome<T> outcome = carryOut(numbers[i], buffer);
                if (outcome == null) continue;
                OUTCOME.setRelease(outcomes, numbers[i], outcome);
                known++;
            }
        } catch (OutOfMemoryError e) { // for the buffer
            giveUp(numbers, from, to, e);
        } finally {
            if (buffer != 0) BufferPool.giveBack(buffer);
        }
        known(known);
        return made;
    }

    /// Whether nobody has begun, or stopped, some of the names.
    boolean areSomeLeft(int[] numbers, int from, int to) {
        for (int i = from; i < to; i++) if (outcome(numbers[i]) == null) return true;
        return false;
    }

    /// @param buffer 0 where there are no system calls
    /// @return null if it has become an operation of its own, which says what came of it
    private @Nullable Outcome<T> carryOut(int number, long buffer) {
        try {
            NativePath path = NativePath.of(names.paths().get(number));
            Operation.OnName<T> operation = names.each().of(number, path);
            return operation instanceof NameOperation<T> name
                    ? carryOut(name, buffer)
                    : carryOutOnFile(number, operation, buffer);
        } catch (Throwable e) {
            return new Outcome.Failed<>(Failure.of(e));
        }
    }

    private Outcome<T> carryOut(NameOperation<T> operation, long buffer) {
        try {
            return new Outcome.Succeeded<>(
                    buffer == 0 ? JdkNames.carryOut(operation) : PooledName.bySystem(operation, buffer));
        } catch (Unfinished e) {
            return new Outcome.Failed<>(new SystemCallFailure(operation, e.errno));
        } catch (IOException e) {
            return new Outcome.Failed<>(new ChannelFailure(operation, e, 0));
        }
    }

    private @Nullable Outcome<T> carryOutOnFile(int number, Operation.OnName<T> operation, long buffer) {
        var file = new ShortFile(this, buffer);
        try {
            if (buffer != 0) return new Outcome.Succeeded<>(use(file, operation));
        } catch (Unfinished e) {
            Failure failure = e.failure;
            if (failure != null) return new Outcome.Failed<>(failure);
            if (e == Unfinished.STOPPED) {
                return stopped(names, number, file.wasOpened() ? Reach.STOPPED : Reach.NEVER_STARTED);
            }
            if (e != Unfinished.ALONE) {
                return new Outcome.Failed<>(new SystemCallFailure(operation, e.errno, file.transferred()));
            }
        }
        FileHandle stream = file.stream();
        if (stream == null) handedOn.carryOut(number, operation);
        else handedOn.use(number, operation, stream, file.transferred());
        return null;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // each operation says what it gives; Void has no other value
    private static <T> T use(ShortFile file, Operation.OnName<T> operation) throws Unfinished {
        switch (operation) {
            case Operation.ReadFile read -> {
                return (T) file.read(read);
            }
            case Operation.WriteFile write -> {
                file.write(write);
                return null;
            }
            case NameOperation<T> name -> throw new AssertionError("no file: " + name.describe());
        }
    }

    /// What became of one that was handed on. If it was stopped, then with all of them.
    void ended(int number, Outcome<T> outcome) {
        Outcome<T> ended = outcome instanceof Outcome.Cancelled<T>(var cancellation) && isStopRequested()
                ? stopped(names, number, cancellation.reach())
                : outcome;
        OUTCOME.setRelease(outcomes, number, ended);
        known(1);
    }

    /// For those who are between two calls.
    void stopIfRequested() throws Unfinished {
        if (isStopRequested()) throw Unfinished.STOPPED;
    }

    boolean isToStop() {
        return isStopRequested();
    }

    /// As this is to stop, so is one that was handed on.
    void stopToo(Task<T> task) {
        stopAsWell(task);
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
        handedOn.stop(); // before anybody is told: they have memory of the caller
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
