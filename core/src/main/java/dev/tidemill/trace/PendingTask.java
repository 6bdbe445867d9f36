package dev.tidemill.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a task that is pending is, as it was when somebody asked.
///
/// @param kind in a word: "read", "write", "open", "delay", "run", "compute", "all", "then" and so
///     on; "task" for one whose class says nothing
/// @param description as messages about it begin: "a.bin: read of 4096 bytes at 0", "delay of 5 s"
/// @param tag from [dev.tidemill.task.Task#tag] or [TaskLogger#tagged]
/// @param caller the line of the program that began it; known if that was at
///     [TaskLogger.Level#CALLER]
/// @param started when it began
/// @param age since then
/// @param path what an operation is about
/// @param position where a transfer begins, in bytes from the start of the file
/// @param length what is to be read or written, in bytes
/// @param state how far its work is
/// @param thread the one that runs its code, if that is known
/// @param waiters who waits for it, also for what comes out of it: names of threads, and what is to
///     happen then; at most 8. Of a platform thread also the monitors and locks that it holds
///     meanwhile: "main holding java.lang.Object@1b28cdfa"
public record PendingTask(
        String kind,
        String description,
        Optional<String> tag,
        Optional<StackTraceElement> caller,
        Instant started,
        Duration age,
        Optional<String> path,
        OptionalLong position,
        OptionalLong length,
        State state,
        Optional<String> thread,
        List<String> waiters) {

    /// How far the work of a pending task is.
    public enum State {
        /// Nothing more is known.
        PENDING("pending"),

        /// It was accepted and has not begun: too many others are in flight, or no thread is free.
        QUEUED("queued"),

        /// The kernel has it, or a thread runs it.
        STARTED("started"),

        /// It was asked to stop, and has not yet.
        STOPPING("asked to stop"),

        /// Its task is done, as cancelled, but its call could not be stopped and goes on.
        DETACHED("detached");

        private final String words;

        State(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    public PendingTask {
        waiters = List.copyOf(waiters);
    }

    /// In one line: tag, caller, age, what it is, how far, and who waits; what is not known is left
    /// out.
    ///
    /// ```
    /// 5s op, Pending.main(Pending.java:12), 3.0 s, delay of 5 s, waited for by main
    /// ```
    @Override
    public String toString() {
        return Texts.line(this);
    }

    /// The tasks as a table, a line for each, with a line of headings.
    public static String table(Collection<PendingTask> tasks) {
        return Texts.table(tasks);
    }

    /// The tasks as JSON: an array of an object for each, with the names of this record. What is
    /// not known is left out; times are ISO 8601, ages seconds. Texts are cut at 1,000 characters.
    public static String json(Collection<PendingTask> tasks) {
        return Json.of(tasks);
    }
}
