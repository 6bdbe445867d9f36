package dev.tidemill.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How pending tasks are shown.
@Timeout(60)
class PendingTaskTest {

    private static final Instant STARTED = Instant.parse("2026-01-02T03:04:05.250Z");

    private static PendingTask task(String description, String tag, Duration age, String... waiters) {
        return new PendingTask(
                "read",
                description,
                Optional.of(tag),
                Optional.of(new StackTraceElement("com.example.App$Loader", "load", "App.java", 7)),
                STARTED,
                age,
                Optional.of("a.bin"),
                OptionalLong.of(4096),
                OptionalLong.of(16),
                PendingTask.State.STOPPING,
                Optional.empty(),
                List.of(waiters));
    }

    private static final PendingTask BARE = new PendingTask(
            "delay",
            "delay of 5 s",
            Optional.empty(),
            Optional.empty(),
            STARTED,
            Duration.ofMillis(2_999),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            PendingTask.State.PENDING,
            Optional.empty(),
            List.of());

    @Test
    void aLineLeavesOutWhatIsNotKnown() {
        assertThat(BARE).hasToString("2.9 s, delay of 5 s");
        assertThat(task("a.bin: read of 16 bytes at 4096", "x", Duration.ofSeconds(250), "main", "worker"))
                .hasToString("x, App$Loader.load(App.java:7), 4 min 10 s, a.bin: read of 16 bytes at 4096, asked to"
                        + " stop, waited for by main and worker");
    }

    @Test
    void agesAreAsExactAsPeopleWantThem() {
        assertThat(Texts.age(Duration.ofMillis(999))).isEqualTo("999 ms");
        assertThat(Texts.age(Duration.ofSeconds(1))).isEqualTo("1.0 s");
        assertThat(Texts.age(Duration.ofMillis(59_999))).isEqualTo("59.9 s");
        assertThat(Texts.age(Duration.ofMinutes(60).minusMillis(1))).isEqualTo("59 min 59 s");
        assertThat(Texts.age(Duration.ofHours(26).plusMinutes(3))).isEqualTo("26 h 3 min");
    }

    @Test
    void aTableHasALineForEachTask() {
        String table = PendingTask.table(List.of(BARE, task("a\nb: read", "x", Duration.ofSeconds(3), "main")));
        assertThat(table.lines())
                .containsExactly(
                        "AGE    TAG  WHAT          STATE          CALLER                       WAITERS",
                        "2.9 s       delay of 5 s",
                        "3.0 s  x    a?b: read     asked to stop  App$Loader.load(App.java:7)  main");
    }

    @Test
    void jsonCanBeReadBackWhateverIsInIt() {
        String nasty = "a \"quoted\" \\ back\nslash\t\u0000\u001f\u007f é 😀 \ud83d";
        Object parsed = JsonChecker.parse(
                PendingTask.json(List.of(BARE, task(nasty, nasty, Duration.ofMillis(1_500), "main", "two\"")))
                        .trim());

        assertThat(parsed).isInstanceOf(List.class);
        List<?> tasks = (List<?>) parsed;
        assertThat(tasks).hasSize(2);
        assertThat((Map<?, ?>) tasks.getFirst()).hasSize(6);
        Map<?, ?> second = (Map<?, ?>) tasks.getLast();
        assertThat(second.get("description")).isEqualTo(nasty);
        assertThat(second.get("tag")).isEqualTo(nasty);
        assertThat(second.get("caller")).isEqualTo("com.example.App$Loader.load(App.java:7)");
        assertThat(second.get("started")).isEqualTo("2026-01-02T03:04:05.250Z");
        assertThat(second.get("ageSeconds")).isEqualTo(1.5);
        assertThat(second.get("path")).isEqualTo("a.bin");
        assertThat(second.get("position")).isEqualTo(4096.0);
        assertThat(second.get("length")).isEqualTo(16.0);
        assertThat(second.get("state")).isEqualTo("asked to stop");
        assertThat(second.get("waiters")).isEqualTo(List.of("main", "two\""));
        assertThat(JsonChecker.parse(PendingTask.json(List.of()))).isEqualTo(List.of());
    }

    @Test
    void aLongTextIsCut() {
        String json = PendingTask.json(List.of(task("😀".repeat(100_000), "x", Duration.ZERO)));
        assertThat(json).hasSizeLessThan(3_000);
        assertThat(((Map<?, ?>) ((List<?>) JsonChecker.parse(json)).getFirst())
                        .get("description")
                        .toString())
                .endsWith("…");
        JsonChecker.parse(PendingTask.json(List.of(task("x" + "😀".repeat(1_000), "x", Duration.ZERO))));
    }
}
