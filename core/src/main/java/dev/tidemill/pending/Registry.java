package dev.tidemill.pending;

import dev.tidemill.annotation.Nullable;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.function.Consumer;

/// The list of what is pending, in shards, so that threads that begin tasks and threads that
/// complete them rarely meet.
final class Registry {

    private static final int SHARDS =
            Integer.highestOneBit(Math.clamp(8L * Runtime.getRuntime().availableProcessors(), 16, 256));

    private static final Shard[] ALL = new Shard[SHARDS];

    static {
        for (int i = 0; i < SHARDS; i++) ALL[i] = new Shard();
    }

    private static final ReferenceQueue<Object> ABANDONED = new ReferenceQueue<>();

    private Registry() {}

    static TaskRecord add(Object task, KindCount kind, @Nullable String tag, StackWalker.@Nullable StackFrame caller) {
        dropAbandoned();
        Shard shard = ALL[(int) Thread.currentThread().threadId() & (SHARDS - 1)];
        TaskRecord record = TaskRecord.listed(task, kind, tag, caller, shard, ABANDONED);
        shard.add(record);
        return record;
    }

    /// In no order.
    static void forEach(Consumer<TaskRecord> action) {
        dropAbandoned();
        for (Shard shard : ALL) shard.forEach(action);
    }

    /// Takes out what the garbage collector has found: tasks that nobody knew any more, so that
    /// they could never be completed.
    private static void dropAbandoned() {
        for (Reference<?> gone = ABANDONED.poll(); gone != null; gone = ABANDONED.poll()) {
            ((TaskRecord) gone).abandoned();
        }
    }
}
