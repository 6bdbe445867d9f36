package dev.tidemill.trace;

import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Recorder;
import dev.tidemill.pending.ScopedTag;
import dev.tidemill.task.FlowingValue;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Tells what a program waits for.
///
/// ```java
/// TaskLogger.level(CALLER);
/// // ...
/// TaskLogger.pending().forEach(System.out::println);
/// ```
///
/// ```
/// 5s op, Pending.main(Pending.java:12), 3.0 s, delay of 5 s, waited for by main
/// ```
///
/// It knows every task that is pending, from the code of [dev.tidemill.task.Task#run] and delays to
/// what depends on others, and every operation of both engines. What was done at once, as a read of
/// what is in the page cache, never was pending.
///
/// Recording costs something, so it is off until somebody asks for it: with [#level(Level)], or
/// with `-Dtidemill.pending=caller` when the program starts. Only what begins from then on is
/// recorded.
///
/// The list does not keep tasks alive. One that its program has dropped while it was pending can
/// never be done; once the garbage collector has found it, it leaves the list and is counted as
/// [abandoned][TaskCounts#abandoned].
@CheckReturnValue
public final class TaskLogger {

    private TaskLogger() {}

    /// How much is recorded of a task when it begins. Each level records what those before it do.
    public enum Level {
        /// Nothing. Costs nothing.
        OFF,

        /// How many began and ended, by kind.
        COUNT,

        /// Which are pending, since when, on what, and who waits for them.
        PENDING,

        /// Which line of the program began them. This looks at the stack, which is what costs most.
        CALLER
    }

    /// The level for tasks that begin now.
    public static Level level() {
        return Level.values()[Recorder.level()];
    }

    /// Records so much of the tasks that begin from now on. Those that are pending already are
    /// shown as they were recorded.
    public static void level(Level level) {
        Recorder.level(level.ordinal());
        if (level != Level.OFF) RecorderListener.addOnce();
    }

    /// Offers to tools what a program records that was started with a level; called when an engine
    /// starts.
    ///
    /// @hidden
    public static void startedWithLevel() {
        RecorderListener.addOnce();
        registerMXBean();
    }

    /// What is pending, the oldest first.
    ///
    /// The list is made while other threads begin and end tasks: a task that is pending all the
    /// time is in it, one that begins or ends meanwhile may be.
    public static List<PendingTask> pending() {
        return Snapshot.take(_ -> true, Integer.MAX_VALUE);
    }

    /// Those that the filter accepts, the oldest first.
    ///
    /// ```java
    /// TaskLogger.pending(task -> task.age().toSeconds() > 30);
    /// ```
    public static List<PendingTask> pending(Predicate<? super PendingTask> filter) {
        return Snapshot.take(filter, Integer.MAX_VALUE);
    }

    /// The `most` oldest ones, without the cost of looking at the others.
    ///
    /// @throws IllegalArgumentException if `most` is negative
    public static List<PendingTask> oldest(int most) {
        if (most < 0) throw new IllegalArgumentException("most is negative: " + most);
        return Snapshot.take(_ -> true, most);
    }

    /// How many tasks began and ended while the level was at least [Level#COUNT].
    public static TaskCounts counts() {
        return TaskCounts.now();
    }

    /// Runs the body; all tasks that begin in it have this tag, unless they are given
    /// [one of their own][dev.tidemill.task.Task#tag].
    ///
    /// So have those that begin later in code that was handed over in the body: to
    /// [dev.tidemill.task.Task#run] and `compute`, and in functions that go on after a task. A
    /// scope in a scope replaces the tag.
    ///
    /// @return what the body gives
    /// @throws X what the body throws
    public static <R, X extends Throwable> R tagged(String tag, ScopedValue.CallableOp<? extends R, X> body) throws X {
        Objects.requireNonNull(tag, "tag");
        TagsFlow.along();
        return ScopedTag.during(tag, body);
    }

    /// Like [#tagged(String, ScopedValue.CallableOp)], for a body without a value.
    public static void tagged(String tag, Runnable body) {
        Objects.requireNonNull(tag, "tag");
        ScopedTag.during(tag, () -> {
            body.run();
            return null;
        });
    }

    /// Tells of each task that has been pending for longer than this, once. Looks every tenth of
    /// that time, but not more often than 10 times a second.
    ///
    /// @see #watch(Duration, Duration, Consumer)
    public static Watchdog watch(Duration olderThan, Consumer<? super PendingTask> callback) {
        return watch(olderThan, Watchdog.usualPause(olderThan), callback);
    }

    /// Tells of each task that has been pending for longer than this, once, the oldest first.
    ///
    /// The callback runs on the virtual thread of this watchdog, which goes on looking when it
    /// returns. What it throws goes to the handler of uncaught exceptions. There is something to
    /// see only from [Level#PENDING] on.
    ///
    /// @param every the time from one look to the next
    /// @return to be closed when nobody wants to know any more; until then it watches
    /// @throws IllegalArgumentException if a duration is not positive
    public static Watchdog watch(Duration olderThan, Duration every, Consumer<? super PendingTask> callback) {
        Watchdog watchdog = new Watchdog(olderThan, every, callback, System::nanoTime);
        watchdog.start();
        return watchdog;
    }

    /// Makes this log an MXBean of the platform's server, named `dev.tidemill:type=TaskLogger`, for
    /// JDK Mission Control, JConsole and the like. Doing it twice is doing it once.
    ///
    /// It is done without this call when an engine starts in a program that was started with
    /// `-Dtidemill.pending`.
    ///
    /// @throws IllegalStateException if the server refuses
    /// @see TaskLoggerMXBean
    public static void registerMXBean() {
        TaskLoggerBean.register();
    }

    /// Made with the first tag of a scope: from then on such tags follow the work.
    private static final class TagsFlow {

        static {
            FlowingValue.Registration _ = FlowingValue.register(TagsFlow::capture);
        }

        static void along() {}

        private static FlowingValue.@Nullable Binding capture() {
            String tag = ScopedTag.current();
            return tag == null ? null : code -> run(tag, code);
        }

        private static void run(String tag, Runnable code) {
            ScopedTag.<@Nullable Void, RuntimeException>during(tag, () -> {
                code.run();
                return null;
            });
        }
    }
}
