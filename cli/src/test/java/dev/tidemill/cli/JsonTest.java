package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class JsonTest {

    private record Point(int x, double y, Optional<String> name) {}

    private enum Colour {
        RED
    }

    @Test
    void recordsAreObjectsOfTheirComponents() {
        assertThat(Json.of(new Point(1, 2.5, Optional.of("a")))).isEqualTo("{\"x\":1,\"y\":2.5,\"name\":\"a\"}");
    }

    @Test
    void whatIsNotThereIsNull() {
        assertThat(Json.of(new Point(1, Double.NaN, Optional.empty()))).isEqualTo("{\"x\":1,\"y\":null,\"name\":null}");
        assertThat(Json.of(List.of(OptionalInt.empty(), OptionalLong.of(7), OptionalDouble.empty())))
                .isEqualTo("[null,7,null]");
        assertThat(Json.of(null)).isEqualTo("null");
    }

    @Test
    void everythingElseIsItsText() {
        assertThat(Json.of(List.of(Colour.RED, Path.of("a/b"), true))).isEqualTo("[\"RED\",\"a/b\",true]");
    }

    @Test
    void textComesBackAsItWas() {
        String text = "\"\\/\b\f\n\r\t\0\u001f\u007f\u2028 ✓ 𝄞 \ud800";

        String json = Json.of(new Point(0, 0, Optional.of(text)));

        assertThat(json).matches("\\p{ASCII}+");
        assertThat(JsonText.object(json)).containsEntry("name", text);
    }
}
