package dev.tidemill.trace;

import java.util.Collection;
import java.util.HexFormat;

/// Pending tasks for programs. Written by hand: core needs nobody's jar.
final class Json {

    private static final int LONGEST_TEXT = 1_000;

    private final StringBuilder out = new StringBuilder();

    private Json() {}

    static String of(Collection<PendingTask> tasks) {
        Json json = new Json();
        json.out.append('[');
        String separator = "";
        for (PendingTask task : tasks) {
            json.out.append(separator);
            json.write(task);
            separator = ",\n ";
        }
        return json.out.append(']').toString();
    }

    private void write(PendingTask task) {
        out.append('{');
        text("kind", task.kind());
        text("description", task.description());
        task.tag().ifPresent(tag -> text("tag", tag));
        task.caller().ifPresent(caller -> text("caller", caller.toString()));
        text("started", task.started().toString());
        number("ageSeconds", task.age().toMillis() / 1_000.0);
        task.path().ifPresent(path -> text("path", path));
        task.position().ifPresent(position -> number("position", position));
        task.length().ifPresent(length -> number("length", length));
        text("state", task.state().toString());
        task.thread().ifPresent(thread -> text("thread", thread));
        name("waiters");
        out.append('[');
        String separator = "";
        for (String waiter : task.waiters()) {
            out.append(separator);
            string(waiter);
            separator = ",";
        }
        out.append("]}");
    }

    private void text(String name, String value) {
        name(name);
        string(value);
    }

    private void number(String name, Number value) {
        name(name);
        out.append(value);
    }

    private void name(String name) {
        if (out.charAt(out.length() - 1) != '{') out.append(',');
        string(name);
        out.append(':');
    }

    /// Half a surrogate pair, which is no character and no encoding can take, is escaped, too.
    private void string(String value) {
        out.append('"');
        int end = Math.min(value.length(), LONGEST_TEXT);
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || c == 0x7f || (Character.isSurrogate(c) && !isPaired(value, i, end))) escape(c);
                    else out.append(c);
                }
            }
        }
        out.append(end < value.length() ? "…\"" : "\"");
    }

    private void escape(char c) {
        out.append("\\u").append(HexFormat.of().toHexDigits(c));
    }

    private static boolean isPaired(String value, int index, int end) {
        return Character.isHighSurrogate(value.charAt(index))
                ? index + 1 < end && Character.isLowSurrogate(value.charAt(index + 1))
                : index > 0 && Character.isHighSurrogate(value.charAt(index - 1));
    }
}
