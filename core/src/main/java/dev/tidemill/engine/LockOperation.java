package dev.tidemill.engine;

import dev.tidemill.task.Failure;
import java.util.function.Supplier;

/// Something to do with the locks of an open file.
///
/// A lock keeps out everybody else who locks: other processes, other open files of this one, and
/// others who lock through the same open file. It belongs to the open file (an *open file
/// description lock*; see fcntl(2)) and goes with it at the latest.
public sealed interface LockOperation<T> extends Operation.OnFile<T> {

    LockRange range();

    @Override
    default String kind() {
        return "lock";
    }

    @Override
    default String action() {
        return range().toString();
    }

    /// Takes a lock, at once or not at all.
    ///
    /// @param held makes what the task gives when the lock is there; called by the engine, so it
    ///     must neither wait nor fail. If the task is done in another way, there is no lock
    /// @param locked how the task fails if somebody has locked it
    record TryLock<T>(FileHandle file, LockRange range, Supplier<T> held, Failure locked) implements LockOperation<T> {}

    /// Takes a lock as soon as it is free; nobody is kept in a line.
    ///
    /// Can be cancelled at any time. A task that was cancelled, or failed, has no lock and never
    /// gets one.
    ///
    /// @param held as for [TryLock]
    record Lock<T>(FileHandle file, LockRange range, Supplier<T> held) implements LockOperation<T> {}

    /// Gives a lock back that was taken with this very range. Needs no permit: whoever waits for
    /// the lock may have the last one.
    record Unlock(FileHandle file, LockRange range) implements LockOperation<Void> {
        @Override
        public String kind() {
            return "unlock";
        }

        @Override
        public String action() {
            return "unlock of " + range().extent();
        }
    }
}
