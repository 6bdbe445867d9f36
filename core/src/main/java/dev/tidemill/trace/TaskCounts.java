package dev.tidemill.trace;

import dev.tidemill.pending.KindCount;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// How many tasks there were while they were counted.
///
/// The numbers are added up while tasks begin and end; what is pending may be off by those.
///
/// @param started began
/// @param ended are done, whatever they came to
/// @param abandoned were pending when the garbage collector found that nobody knew them any more;
///     seen only from [TaskLogger.Level#PENDING] on
/// @param pendingByKind how many are pending of each kind, such as "read" or "delay"; kinds without
///     any are left out
public record TaskCounts(long started, long ended, long abandoned, SortedMap<String, Long> pendingByKind) {

    public TaskCounts {
        pendingByKind = Collections.unmodifiableSortedMap(new TreeMap<>(pendingByKind));
    }

    /// How many are pending.
    public long pending() {
        return started - ended - abandoned;
    }

    static TaskCounts now() {
        long started = 0;
        long ended = 0;
        long abandoned = 0;
        SortedMap<String, Long> pending = new TreeMap<>();
        for (KindCount kind : KindCount.all()) {
            long kindEnded = kind.endedTasks(); // before those that started: nothing ends before it starts
            long kindAbandoned = kind.abandonedTasks();
            long kindStarted = kind.startedTasks();
            started += kindStarted;
            ended += kindEnded;
            abandoned += kindAbandoned;
            long kindPending = kindStarted - kindEnded - kindAbandoned;
            if (kindPending > 0) pending.put(kind.kind(), kindPending);
        }
        return new TaskCounts(started, ended, abandoned, pending);
    }

    /// "3 pending (delay 2, read 1), 120 started, 117 ended, 0 abandoned"
    @Override
    public String toString() {
        StringBuilder kinds = new StringBuilder();
        for (Map.Entry<String, Long> kind : pendingByKind.entrySet()) {
            kinds.append(kinds.isEmpty() ? " (" : ", ")
                    .append(kind.getKey())
                    .append(' ')
                    .append(kind.getValue());
        }
        return pending() + " pending" + (kinds.isEmpty() ? "" : kinds + ")") + ", " + started + " started, " + ended
                + " ended, " + abandoned + " abandoned";
    }
}
