package dev.tidemill.cli;

import dev.tidemill.annotation.Nullable;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Values as JSON: a record is an object of its components, an empty optional is `null`; whatever
/// is not a number, a truth or several values is its text. All of it is ASCII, so that it arrives
/// whatever the locale.
final class Json {

    private Json() {}

    /// @param value null is `null`
    static String of(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Record record -> object(record);
            case Collection<?> values -> values.stream().map(Json::of).collect(Collectors.joining(",", "[", "]"));
            case Optional<?> optional -> of(optional.orElse(null));
            case OptionalInt number -> number.isPresent() ? of(number.getAsInt()) : "null";
            case OptionalLong number -> number.isPresent() ? of(number.getAsLong()) : "null";
            case OptionalDouble number -> number.isPresent() ? of(number.getAsDouble()) : "null";
            case Double number when !Double.isFinite(number) -> "null";
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> text(value.toString());
        };
    }

    private static String object(Record record) {
        return Stream.of(record.getClass().getRecordComponents())
                .map(component -> text(component.getName()) + ":" + of(component(component, record)))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static Object component(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("a component that cannot be read: " + component, e);
        }
    }

    private static String text(String text) {
        var json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') json.append('\\').append((char) c);
            else if (c < ' ' || c > '~') json.append("\\u%04x".formatted(c));
            else json.append((char) c);
        });
        return json.append('"').toString();
    }
}
