package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.NameOperation;
import dev.tidemill.engine.Operation;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Tasks;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Those of many files that have become operations of their own: what is no short call, and what is
/// the JDK's. The batch has their outcomes when they end, and they are stopped with it.
final class HandedOn<T> {

    private final PooledNames<T> names;
    private final Set<PooledFile<T>> files = ConcurrentHashMap.newKeySet();

    HandedOn(PooledNames<T> names) {
        this.names = names;
    }

    /// Carries one out on this thread, unless it has to wait for others.
    ///
    /// @param opened a stream that is open already, and waits in a lane of its own; null to open
    ///     the file
    /// @param transferred bytes that are written
    void carryOut(int number, Operation.OnName<T> operation, @Nullable FileHandle opened, long transferred) {
        PooledFile<T> file = of(operation);
        file.transferred = transferred;
        files.add(file);
        file.whenCompleteAsync((_, _) -> ended(number, file), Tasks.inline()).forget();
        if (!names.engine.admit(file, CancellationToken.none())) {
            if (opened != null) names.engine.closeLater(opened);
            return;
        }
        names.stopToo(file); // whoever stops all may have looked before
        if (opened == null) file.work();
        else file.startOpened(opened);
    }

    @SuppressWarnings("unchecked") // each operation says what it gives, and so does what carries it out
    private PooledFile<T> of(Operation.OnName<T> operation) {
        return (PooledFile<T>)
                switch (operation) {
                    case Operation.ReadFile read -> new PooledReadFile(names.engine, read);
                    case Operation.WriteFile write -> new PooledWriteFile(names.engine, write);
                    case NameOperation<T> name -> throw new AssertionError("no file: " + name.describe());
                };
    }

    private void ended(int number, PooledFile<T> file) {
        files.remove(file);
        Outcome<T> outcome;
        try {
            outcome = file.outcome();
        } catch (InterruptedException e) {
            throw new AssertionError("the outcome of a task that is done needs no waiting", e);
        }
        names.ended(number, outcome);
    }

    /// All of them are to stop, as the batch is.
    void stop() {
        for (PooledFile<T> file : files) names.stopToo(file);
    }
}
