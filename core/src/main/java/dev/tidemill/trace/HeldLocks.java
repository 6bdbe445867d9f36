package dev.tidemill.trace;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Finds what a thread holds that waits for a task: whoever wants that lock waits for the task,
/// too, and if it is the one who would complete the task, nobody goes on.
///
/// The JVM tells this of platform threads only. It stops the program for a moment to look, so not
/// too many are looked at; made anew for each list.
final class HeldLocks {

    private static final int MOST_THREADS = 100;

    private final Map<Thread, String> known = new HashMap<>();

    /// As the end of a sentence that begins with its name: " holding java.lang.Object@1b28cdfa";
    /// empty if it holds nothing, or nobody knows.
    String of(Thread thread) {
        if (thread.isVirtual() || (known.size() >= MOST_THREADS && !known.containsKey(thread))) return "";
        return known.computeIfAbsent(thread, HeldLocks::find);
    }

    private static String find(Thread thread) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        ThreadInfo info = threads.getThreadInfo(
                        new long[] {thread.threadId()},
                        threads.isObjectMonitorUsageSupported(),
                        threads.isSynchronizerUsageSupported())[0];
        if (info == null) return ""; // it has ended
        List<String> held = Stream.of(info.getLockedMonitors(), info.getLockedSynchronizers())
                .flatMap(Arrays::stream)
                .map(LockInfo::toString)
                .toList();
        return held.isEmpty() ? "" : " holding " + String.join(", ", held);
    }
}
