package dev.tidemill.pending;

import dev.tidemill.annotation.Nullable;
import java.lang.System.Logger;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/// Decides what is recorded of a task that begins: nothing, unless somebody has asked for it.
public final class Recorder {

    // The levels; each records what those before it do, too.

    public static final int OFF = 0;

    /// How many began and ended.
    public static final int COUNT = 1;

    /// Which are pending.
    public static final int PENDING = 2;

    /// Which line began them.
    public static final int CALLER = 3;

    /// The system property with the level at the start of the program: one of [#NAMES].
    public static final String PROPERTY = "tidemill.pending";

    private static final List<String> NAMES = List.of("off", "count", "pending", "caller");

    /// The level, and beside it whether tags are bound to scopes.
    private static final int LEVEL = 3;

    private static final int SCOPED_TAGS = 4;

    private static final int AT_START = fromProperty();

    /// All that a task looks at when it begins.
    private static volatile int wanted = AT_START;

    private static volatile @Nullable TaskView view;

    private Recorder() {}

    /// Whether there may be anything to record of a task that begins.
    public static boolean isOn() {
        return wanted != 0;
    }

    public static int level() {
        return wanted & LEVEL;
    }

    /// For tasks that begin from now on.
    public static synchronized void level(int level) {
        wanted = (wanted & ~LEVEL) | level;
    }

    static synchronized void wantScopedTags() {
        wanted |= SCOPED_TAGS;
    }

    static boolean wantsScopedTags() {
        return (wanted & SCOPED_TAGS) != 0;
    }

    /// What the system property asks for; [#OFF] without it.
    public static int levelAtStart() {
        return AT_START;
    }

    private static int fromProperty() {
        String value = System.getProperty(PROPERTY);
        if (value == null) return OFF;
        int level = NAMES.indexOf(value.toLowerCase(Locale.ROOT));
        if (level < 0) {
            System.getLogger("dev.tidemill.trace")
                    .log(Logger.Level.WARNING, "{0} is {1}; must be one of {2}", PROPERTY, value, NAMES);
        }
        return Math.max(OFF, level);
    }

    /// What a task that is made is to keep until it is done; null if nothing.
    public static @Nullable Entry begin(Object task) {
        return task instanceof Subject subject && !subject.beginsAtOnce() ? null : entryFor(task);
    }

    /// A task that was made before begins now.
    public static void beginNow(Object task) {
        Entry entry = isOn() ? entryFor(task) : null;
        if (entry != null && !view().keep(task, entry)) entry.ended();
    }

    private static @Nullable Entry entryFor(Object task) {
        int level = level();
        String tag = ScopedTag.current();
        if (level == OFF) return tag == null ? null : TaskRecord.unlisted(task, kindOf(task), tag);
        KindCount kind = kindOf(task);
        kind.begun();
        return switch (level) {
            case COUNT -> tag == null ? kind : TaskRecord.counted(task, kind, tag);
            case PENDING -> Registry.add(task, kind, tag, null);
            default -> Registry.add(task, kind, tag, Caller.find());
        };
    }

    private static KindCount kindOf(Object task) {
        return KindCount.of(task instanceof Subject subject ? subject.kind() : "task");
    }

    /// What is recorded of a pending task; from now on something is.
    public static TaskRecord recordOf(Object task) {
        TaskView into = view();
        TaskRecord known = into.recordOf(task);
        if (known != null) return known;
        TaskRecord made = TaskRecord.unlisted(task, kindOf(task), null);
        boolean _ = into.keep(task, made); // if it is done nobody will ask
        return made;
    }

    /// What is recorded of a pending task, or null.
    public static @Nullable TaskRecord recordOrNull(Object task) {
        return view().recordOf(task);
    }

    /// All records of tasks that are pending, and perhaps of some that have just ended; in no
    /// order.
    public static void forEach(Consumer<TaskRecord> action) {
        Registry.forEach(action);
    }

    /// The work of a task that was detached has ended; see [Subject#isDetached].
    public static void detachedEnded(Object task) {
        // a list, and not where the task could find it: this is rare
        Registry.forEach(record -> {
            if (record.refersTo(task)) record.workEnded();
        });
    }

    /// Set once, before the first task begins.
    public static void view(TaskView ofTasks) {
        view = ofTasks;
    }

    /// How to look into those tasks.
    public static TaskView view() {
        return Objects.requireNonNull(view, "there are no tasks yet");
    }
}
