package dev.tidemill.trace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A parser of JSON that takes what RFC 8259 allows and nothing else.
final class JsonChecker {

    private final String text;
    private int at;

    private JsonChecker(String text) {
        this.text = text;
    }

    /// Objects are maps, arrays are lists, numbers are doubles.
    static Object parse(String text) {
        var checker = new JsonChecker(text);
        Object value = checker.value();
        if (checker.peek() != '\0') throw checker.wrong("the end");
        return value;
    }

    private AssertionError wrong(String expected) {
        return new AssertionError("at " + at + ": expected " + expected + " in " + text);
    }

    private char peek() {
        while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) at++;
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void expect(char c) {
        if (peek() != c) throw wrong("'" + c + "'");
        at++;
    }

    private Object value() {
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            default -> number();
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        expect('{');
        do {
            if (!object.isEmpty()) expect(',');
            peek();
            String name = string();
            expect(':');
            if (object.put(name, value()) != null) throw wrong("another name than " + name);
        } while (peek() == ',');
        expect('}');
        return object;
    }

    private List<Object> array() {
        List<Object> array = new ArrayList<>();
        expect('[');
        while (peek() != ']') {
            if (!array.isEmpty()) expect(',');
            array.add(value());
        }
        expect(']');
        return array;
    }

    private String string() {
        expect('"');
        StringBuilder string = new StringBuilder();
        for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
            if (c < ' ') throw wrong("no control character");
            string.append(c == '\\' ? escaped(text.charAt(at++)) : c);
        }
        return string.toString();
    }

    private char escaped(char c) {
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            default -> throw wrong("an escape");
        };
    }

    private Double number() {
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
        String number = text.substring(from, at);
        if (!number.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][-+]?\\d+)?")) throw wrong("a number");
        return Double.valueOf(number);
    }
}
