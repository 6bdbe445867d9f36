package dev.tidemill.trace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Pending tasks for people: as lines and as a table.
final class Texts {

    private Texts() {}

    static String line(PendingTask task) {
        List<String> parts = new ArrayList<>();
        task.tag().ifPresent(parts::add);
        task.caller().ifPresent(caller -> parts.add(shortForm(caller)));
        parts.add(age(task.age()));
        parts.add(what(task));
        if (!state(task).isEmpty()) parts.add(state(task));
        if (!task.waiters().isEmpty()) parts.add("waited for by " + waiters(task));
        return String.join(", ", parts);
    }

    private static String what(PendingTask task) {
        return task.description() + task.thread().map(thread -> " on " + thread).orElse("");
    }

    /// Only what is worth a word.
    private static String state(PendingTask task) {
        return task.state() == PendingTask.State.PENDING ? "" : task.state().toString();
    }

    private static String waiters(PendingTask task) {
        return String.join(" and ", task.waiters());
    }

    /// Without the package, as people call it.
    private static String shortForm(StackTraceElement caller) {
        String className = caller.getClassName();
        String simple = className.substring(className.lastIndexOf('.') + 1);
        String where = caller.getFileName() == null
                ? "Unknown Source"
                : caller.getFileName() + (caller.getLineNumber() < 0 ? "" : ":" + caller.getLineNumber());
        return simple + "." + caller.getMethodName() + "(" + where + ")";
    }

    /// "250 ms", "3.0 s", "4 min 10 s", "26 h 3 min"
    static String age(Duration age) {
        if (age.compareTo(Duration.ofSeconds(1)) < 0) return age.toMillis() + " ms";
        if (age.compareTo(Duration.ofMinutes(1)) < 0) {
            return String.format(Locale.ROOT, "%d.%d s", age.toSeconds(), age.toMillisPart() / 100);
        }
        if (age.compareTo(Duration.ofHours(1)) < 0) return age.toMinutes() + " min " + age.toSecondsPart() + " s";
        return age.toHours() + " h " + age.toMinutesPart() + " min";
    }

    private enum Column {
        AGE(task -> age(task.age())),
        TAG(task -> task.tag().orElse("")),
        WHAT(Texts::what),
        STATE(Texts::state),
        CALLER(task -> task.caller().map(Texts::shortForm).orElse("")),
        WAITERS(Texts::waiters);

        final Function<PendingTask, String> cell;

        Column(Function<PendingTask, String> cell) {
            this.cell = cell;
        }

        String of(PendingTask task) {
            return cell.apply(task).replaceAll("\\p{Cntrl}", "?"); // a name may have line breaks
        }
    }

    static String table(Collection<PendingTask> tasks) {
        Column[] columns = Column.values();
        List<String[]> rows = new ArrayList<>();
        String[] headings = new String[columns.length];
        for (Column column : columns) headings[column.ordinal()] = column.name();
        rows.add(headings);
        for (PendingTask task : tasks) {
            String[] cells = new String[columns.length];
            for (Column column : columns) cells[column.ordinal()] = column.of(task);
            rows.add(cells);
        }
        int[] widths = new int[columns.length];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) widths[i] = Math.max(widths[i], row[i].length());
        }
        StringBuilder table = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row[i]).repeat(' ', widths[i] - row[i].length() + 2);
            }
            table.append(line.toString().stripTrailing()).append('\n');
        }
        return table.toString();
    }
}
