package dev.tidemill.pending;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// How many tasks of one kind there were.
public final class KindCount implements Entry {

    /// More kinds than this are one: a class of a user may give each of its tasks a kind of its
    /// own.
    private static final int MOST_KINDS = 200;

    private static final Map<String, KindCount> ALL = new ConcurrentHashMap<>();
    private static final KindCount OTHERS = new KindCount("other");

    private final String kind;
    private final LongAdder started = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder abandoned = new LongAdder();

    private KindCount(String kind) {
        this.kind = kind;
    }

    static KindCount of(String kind) {
        KindCount known = ALL.get(kind);
        if (known != null) return known;
        if (ALL.size() >= MOST_KINDS) return ALL.computeIfAbsent(OTHERS.kind, _ -> OTHERS);
        return ALL.computeIfAbsent(kind, KindCount::new);
    }

    /// Of all kinds there ever were.
    public static Iterable<KindCount> all() {
        return ALL.values();
    }

    public String kind() {
        return kind;
    }

    public long startedTasks() {
        return started.sum();
    }

    public long endedTasks() {
        return ended.sum();
    }

    /// Those that nobody can complete any more.
    public long abandonedTasks() {
        return abandoned.sum();
    }

    void begun() {
        started.increment();
    }

    @Override
    public void ended() {
        ended.increment();
    }

    void wasAbandoned() {
        abandoned.increment();
    }
}
