package dev.tidemill.pending;

import dev.tidemill.annotation.Nullable;
import java.lang.StackWalker.StackFrame;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/// What was recorded of a task when it began.
///
/// The task holds its record. The record does not hold the task, so the list of all records keeps
/// nothing alive that its program has dropped.
public final class TaskRecord extends WeakReference<Object> implements Entry {

    private final KindCount kind;
    private final boolean isCounted;
    private final long startNanos;
    private final @Nullable StackFrame caller;
    private volatile @Nullable String tag;
    private volatile @Nullable Object event;

    /// Where it is listed; null if it is not.
    final @Nullable Shard shard;

    // The list; see Shard.
    volatile @Nullable TaskRecord older;

    @Nullable
    TaskRecord newer;

    boolean isListed;

    private TaskRecord(
            Object task,
            KindCount kind,
            boolean isCounted,
            @Nullable String tag,
            @Nullable StackFrame caller,
            @Nullable Shard shard,
            @Nullable ReferenceQueue<Object> abandoned) {
        super(task, abandoned);
        this.kind = kind;
        this.isCounted = isCounted;
        this.startNanos = System.nanoTime();
        this.tag = tag;
        this.caller = caller;
        this.shard = shard;
    }

    /// Only for whoever has the task at hand.
    static TaskRecord unlisted(Object task, KindCount kind, @Nullable String tag) {
        return new TaskRecord(task, kind, false, tag, null, null, null);
    }

    /// The same, of a task that was counted.
    static TaskRecord counted(Object task, KindCount kind, String tag) {
        return new TaskRecord(task, kind, true, tag, null, null, null);
    }

    /// One that is about to be added to this part of the list.
    static TaskRecord listed(
            Object task,
            KindCount kind,
            @Nullable String tag,
            @Nullable StackFrame caller,
            Shard shard,
            ReferenceQueue<Object> abandoned) {
        return new TaskRecord(task, kind, true, tag, caller, shard, abandoned);
    }

    public String kind() {
        return kind.kind();
    }

    /// When the task began, by `System.nanoTime()`.
    public long startNanos() {
        return startNanos;
    }

    /// Null if it has none.
    public @Nullable String tag() {
        return tag;
    }

    public void tag(String newTag) {
        tag = newTag;
    }

    /// The line that began the task; null if nobody asked to look for it, or it was not found.
    public @Nullable StackTraceElement caller() {
        return caller == null ? null : caller.toStackTraceElement();
    }

    /// What the engine keeps here for the time when the operation ends.
    public @Nullable Object event() {
        return event;
    }

    public void event(Object kept) {
        event = kept;
    }

    @Override
    public void ended() {
        if (shard == null) {
            if (isCounted) kind.ended();
        } else if (!(get() instanceof Subject task && task.isDetached())) {
            workEnded();
        }
    }

    /// The work is done; perhaps the task was done before.
    void workEnded() {
        if (shard != null && shard.remove(this)) kind.ended();
    }

    /// Its task is gone, and was pending.
    void abandoned() {
        if (shard != null && shard.remove(this)) kind.wasAbandoned();
    }
}
