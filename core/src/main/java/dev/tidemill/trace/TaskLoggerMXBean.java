package dev.tidemill.trace;

import java.util.List;
import java.util.Map;

/// What is pending, for tools that manage programs: `dev.tidemill:type=TaskLogger`.
///
/// @see TaskLogger#registerMXBean()
public interface TaskLoggerMXBean {

    /// "OFF", "COUNT", "PENDING" or "CALLER".
    String getLevel();

    /// For tasks that begin from now on.
    ///
    /// @throws IllegalArgumentException if there is no such level
    void setLevel(String level);

    /// Tasks that began while they were counted.
    long getStarted();

    /// Those of them that are done.
    long getEnded();

    /// Those of them that nobody knows any more, and that are not done.
    long getAbandoned();

    /// Those that are pending, by kind.
    Map<String, Long> getPendingByKind();

    /// The oldest pending tasks, the oldest first.
    ///
    /// @param most not more than so many
    List<Row> pending(int most);

    /// [#pending] as a table for people.
    String pendingTable(int most);

    /// [#pending] as JSON; see [PendingTask#json].
    String pendingJson(int most);

    /// A pending task, in types that every tool knows.
    ///
    /// @param tag empty if it has none
    /// @param caller empty if it is not known
    /// @param path empty if it is about no file
    /// @param position in bytes; -1 if there is none
    /// @param length in bytes; -1 if there is none
    record Row(
            String kind,
            String description,
            String tag,
            String caller,
            String started,
            double ageSeconds,
            String path,
            long position,
            long length,
            String state,
            String thread,
            List<String> waiters) {}
}
