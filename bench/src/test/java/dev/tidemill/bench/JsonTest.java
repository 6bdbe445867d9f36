package dev.tidemill.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class JsonTest {

    @Test
    void membersElementsAndNumbersAreFound() {
        Json fio = Json.parse("""
            { "jobs" : [ { "read" : { "iops" : 1234.5, "runtime" : -1e3 }, "error" : null } ],
                  "empty" : [], "none" : {} }
            """);
        Json read = fio.get("jobs").at(0).get("read");
        assertThat(read.get("iops").number()).isEqualTo(1234.5);
        assertThat(read.get("runtime").number()).isEqualTo(-1000);
    }

    @Test
    void escapesInStringsAreResolved() {
        assertThat(Json.parse("\"a\\\"b\\\\c\\n\\u0041\"")).isEqualTo(new Json.Text("a\"b\\c\nA"));
    }

    @Test
    void whatIsNotJsonIsRefusedWithItsPosition() {
        assertThatThrownBy(() -> Json.parse("fio: engine not loadable")).hasMessageContaining("character");
        assertThatThrownBy(() -> Json.parse("{\"a\": [1, 2")).hasMessageContaining("character 11");
        assertThatThrownBy(() -> Json.parse("\"open")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.parse("1 2")).hasMessageContaining("the end");
    }

    @Test
    void aMissingMemberIsNamed() {
        assertThatThrownBy(() -> Json.parse("{}").get("jobs")).hasMessageContaining("jobs");
    }
}
