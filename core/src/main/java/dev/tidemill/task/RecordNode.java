package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Entry;
import dev.tidemill.pending.Recorder;
import dev.tidemill.pending.TaskRecord;

/// Keeps what is recorded of a task while it is pending.
final class RecordNode extends Node {

    private final Entry entry;

    RecordNode(Entry entry) {
        this.entry = entry;
    }

    /// For a task that begins; null if nothing is to be recorded.
    static @Nullable RecordNode ofNew(Task<?> task) {
        Entry entry = Recorder.begin(task);
        return entry == null ? null : new RecordNode(entry);
    }

    /// What was recorded of the task with this chain, or null.
    static @Nullable TaskRecord recordIn(@Nullable Node newest) {
        for (Node node = newest; node != null; node = node.next) {
            if (node instanceof RecordNode kept && kept.entry instanceof TaskRecord record) {
                return record;
            }
        }
        return null;
    }

    /// Tells a chain that is nothing but a record, and perhaps one thread that waits.
    ///
    /// @return false if there are others to be told; then nobody was
    static boolean endAtOnce(Node newest) {
        Waiter waiter = newest instanceof Waiter one ? one : null;
        if (!((waiter == null ? newest : waiter.next) instanceof RecordNode record) || record.next != null) {
            return false;
        }
        record.entry.ended();
        if (waiter != null) {
            waiter.wake();
        }
        return true;
    }

    @Override
    void taskIsDone(Cascade cascade) {
        entry.ended();
    }
}
