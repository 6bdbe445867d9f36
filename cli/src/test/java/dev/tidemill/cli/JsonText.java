package dev.tidemill.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads JSON as RFC 8259 has it, and nothing else: objects as maps, arrays as lists, numbers as
/// doubles.
final class JsonText {

    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(String text) {
        var reader = new JsonText(text);
        Object value = reader.value();
        if (reader.next() != END) throw reader.unexpected();
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> member(Map<String, Object> object, String name) {
        return (Map<String, Object>) object.get(name);
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> members(Map<String, Object> object, String name) {
        return (List<Map<String, Object>>) object.get(name);
    }

    private static final char END = '\uFFFF';

    /// The next character that is not white space, which is not taken.
    private char next() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) at++;
        return at < text.length() ? text.charAt(at) : END;
    }

    private void take(char expected) {
        if (next() != expected) throw unexpected();
        at++;
    }

    private boolean takes(char wanted) {
        if (next() != wanted) return false;
        at++;
        return true;
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException("unexpected at " + at + " of " + text);
    }

    private Object value() {
        return switch (next()) {
            case '{' -> members();
            case '[' -> elements();
            case '"' -> string();
            default -> word();
        };
    }

    private Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        take('{');
        if (takes('}')) return members;
        do {
            if (next() != '"') throw unexpected();
            String name = string();
            take(':');
            if (members.containsKey(name)) throw unexpected();
            members.put(name, value());
        } while (takes(','));
        take('}');
        return members;
    }

    private List<Object> elements() {
        List<Object> elements = new ArrayList<>();
        take('[');
        if (takes(']')) return elements;
        do elements.add(value());
        while (takes(','));
        take(']');
        return elements;
    }

    private String string() {
        var string = new StringBuilder();
        take('"');
        for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
            if (c < ' ') throw unexpected();
            if (c != '\\') {
                string.append(c);
                continue;
            }
            char escaped = text.charAt(at++);
            int plain = "\"\\/bfnrt".indexOf(escaped);
            if (plain >= 0) {
                string.append("\"\\/\b\f\n\r\t".charAt(plain));
            } else if (escaped == 'u') {
                string.append((char) Integer.parseInt(text, at, at + 4, 16));
                at += 4;
            } else {
                throw unexpected();
            }
        }
        return string.toString();
    }

    private Object word() {
        int start = at;
        while (at < text.length() && ",]} \t\n\r".indexOf(text.charAt(at)) < 0) at++;
        String word = text.substring(start, at);
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> null;
            default -> {
                if (!word.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) throw unexpected();
                yield Double.parseDouble(word);
            }
        };
    }
}
