package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/// Finds who waits for a task: threads, also those that wait for what comes out of it.
///
/// The chains are read while others change them; so what is found was so a moment ago.
final class Waiters {

    /// There can be a million of them, one behind the other.
    private static final int MOST_LOOKED_AT = 200;

    private final Deque<Task<?>> derived = new ArrayDeque<>();
    private final Set<Object> found = new LinkedHashSet<>(); // threads, and words
    private int looked;

    private Waiters() {}

    static List<Object> of(Task<?> task, int most) {
        Waiters who = new Waiters();
        who.lookAt(task);
        for (Task<?> next = who.derived.poll();
                next != null && who.looked < MOST_LOOKED_AT;
                next = who.derived.poll()) {
            int before = who.count();
            who.lookAt(next);
            if (who.count() == before) {
                who.found.add(next.describe()); // it is pending, and nobody waits for it
            }
        }
        List<Object> all = new ArrayList<>(who.found);
        return List.copyOf(all.subList(0, Math.min(most, all.size())));
    }

    private int count() {
        return found.size() + derived.size();
    }

    private void lookAt(Task<?> task) {
        for (Node node = task.newestNode(); node != null && looked < MOST_LOOKED_AT; node = node.next) {
            looked++;
            node.tellWho(this);
        }
    }

    void thread(Thread thread) {
        found.add(thread);
    }

    /// A task that is done when the one that is looked at is.
    void task(Task<?> dependent) {
        derived.add(dependent);
    }

    /// A function that is called when the one that is looked at is done.
    void function(Task<?> dependent, @Nullable Executor executor) {
        if (executor != null && executor != Inline.INLINE && executor != Task.VIRTUAL_THREAD) {
            name("a function on " + executor);
        }
        task(dependent);
    }

    void name(String name) {
        found.add(name);
    }

    /// Virtual threads often have no name, or share one.
    static String nameOf(Thread thread) {
        if (!thread.isVirtual()) {
            return thread.getName();
        }
        String name = thread.getName();
        return (name.isEmpty() ? "virtual thread " : name + " ") + "#" + thread.threadId();
    }
}
