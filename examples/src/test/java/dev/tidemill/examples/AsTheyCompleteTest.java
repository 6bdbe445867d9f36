package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.task.CancellationSource;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AsTheyCompleteTest {

    @TempDir
    private Path folder;

    @Test
    void eachIsPrintedAndAMissingOneStopsNothing() throws Exception {
        Path two = Files.writeString(folder.resolve("two"), "a\nb\n");
        Path three = Files.writeString(folder.resolve("three"), "a\nb\nc\n");
        Path missing = folder.resolve("missing");

        assertThat(Printed.by(() -> AsTheyComplete.print(List.of(two, missing, three))))
                .hasSize(3)
                .contains("2 lines", "3 lines")
                .anyMatch(line -> line.contains("missing"));
        assertThat(Printed.by(() -> AsTheyComplete.main(new String[] {two.toString(), two.toString()})))
                .containsExactly("2 lines", "2 lines", "in five seconds: 4", "of any replica: 4");
    }

    @Test
    void whenTheTimeIsOverItIsOver() throws Exception {
        Path two = Files.writeString(folder.resolve("two"), "a\nb\n");

        assertThat(AsTheyComplete.linesWithin(Duration.ofDays(1), List.of(two, two)))
                .isEqualTo(4);
        assertThat(AsTheyComplete.linesWithin(Duration.ZERO, List.of(two)))
                .isIn(0L, 2L); // what was there when the time was over
    }

    @Test
    void theReplicaThatIsThereIsRead() throws Exception {
        Path there = Files.writeString(folder.resolve("there"), "content");
        Path missing = folder.resolve("missing");

        assertThat(AsTheyComplete.readAny(List.of(missing, there))).isEqualTo("content");
        assertThatThrownBy(() -> AsTheyComplete.readAny(List.of(missing))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void bothGetWhatOneReads() throws Exception {
        Path there = Files.writeString(folder.resolve("there"), "content");
        try (var one = new CancellationSource();
                var other = new CancellationSource()) {
            for (var read : AsTheyComplete.shared(there, one, other)) {
                assertThat(read.await()).isEqualTo("content");
            }
        }
    }
}
