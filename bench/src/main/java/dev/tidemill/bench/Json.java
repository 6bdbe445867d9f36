package dev.tidemill.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A JSON value, as far as fio and the C twin need it: read, never written.
sealed interface Json {

    record Members(Map<String, Json> values) implements Json {}

    record Elements(List<Json> values) implements Json {}

    record Text(String value) implements Json {}

    record Number(double value) implements Json {}

    /// `true`, `false` or `null`.
    record Word(String value) implements Json {}

    /// @throws IllegalArgumentException with the position if `text` is not one JSON value
    static Json parse(String text) {
        var reader = new Reader(text);
        Json value = reader.value();
        reader.end();
        return value;
    }

    /// The member with this name.
    default Json get(String name) {
        if (this instanceof Members(var values) && values.get(name) instanceof Json value) return value;
        throw new IllegalArgumentException("there is no \"" + name + "\" in " + this);
    }

    /// The element with this index.
    default Json at(int index) {
        if (this instanceof Elements(var values) && index < values.size()) return values.get(index);
        throw new IllegalArgumentException("there is no element " + index + " in " + this);
    }

    default double number() {
        if (this instanceof Number(double value)) return value;
        throw new IllegalArgumentException("this is not a number: " + this);
    }

    /// Recursive descent over the text.
    final class Reader {
        private final String text;
        private int position;

        private Reader(String text) {
            this.text = text;
        }

        private Json value() {
            return switch (peek()) {
                case '{' -> members();
                case '[' -> elements();
                case '"' -> new Text(string());
                default -> scalar();
            };
        }

        private Json members() {
            Map<String, Json> values = new LinkedHashMap<>();
            expect('{');
            while (peek() != '}') {
                if (!values.isEmpty()) expect(',');
                String name = string();
                expect(':');
                values.put(name, value());
            }
            expect('}');
            return new Members(values);
        }

        private Json elements() {
            List<Json> values = new ArrayList<>();
            expect('[');
            while (peek() != ']') {
                if (!values.isEmpty()) expect(',');
                values.add(value());
            }
            expect(']');
            return new Elements(values);
        }

        private String string() {
            expect('"');
            var value = new StringBuilder();
            while (next() != '"') {
                char c = text.charAt(position++);
                if (c != '\\') {
                    value.append(c);
                    continue;
                }
                char escaped = (char) next();
                position++;
                switch (escaped) {
                    case 'n' -> value.append('\n');
                    case 't' -> value.append('\t');
                    case 'r' -> value.append('\r');
                    case 'b' -> value.append('\b');
                    case 'f' -> value.append('\f');
                    case 'u' -> {
                        value.append((char) Integer.parseInt(text, position, position + 4, 16));
                        position += 4;
                    }
                    default -> value.append(escaped);
                }
            }
            position++;
            return value.toString();
        }

        private Json scalar() {
            int begin = position;
            while (position < text.length() && isInWord(text.charAt(position))) position++;
            String word = text.substring(begin, position);
            return switch (word) {
                case "true", "false", "null" -> new Word(word);
                default -> {
                    try {
                        yield new Number(Double.parseDouble(word));
                    } catch (NumberFormatException _) {
                        throw wrong("a value");
                    }
                }
            };
        }

        private static boolean isInWord(char c) {
            return Character.isLetterOrDigit(c) || c == '+' || c == '-' || c == '.';
        }

        /// The next character that is not white space; 0 at the end.
        private int peek() {
            while (position < text.length() && Character.isWhitespace(text.charAt(position))) position++;
            return position < text.length() ? text.charAt(position) : 0;
        }

        private int next() {
            if (position >= text.length()) throw wrong("more");
            return text.charAt(position);
        }

        private void expect(char c) {
            if (peek() != c) throw wrong("'" + c + "'");
            position++;
        }

        private void end() {
            if (peek() != 0) throw wrong("the end");
        }

        private IllegalArgumentException wrong(String expected) {
            String around = text.substring(Math.min(position, text.length()), Math.min(position + 40, text.length()));
            return new IllegalArgumentException(
                    "not JSON at character " + position + ": expected " + expected + ", found \"" + around + "\"");
        }
    }
}
