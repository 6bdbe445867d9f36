package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LogLinesTest {

    @TempDir
    private Path folder;

    @Test
    void aLogIsReadLineByLine() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) lines.add("12:00:00 %s step %d".formatted(i % 10 == 0 ? "ERROR" : "INFO", i));
        lines.add("x".repeat(100_000));
        Path log = Files.write(folder.resolve("log"), lines);

        assertThat(Printed.by(() -> LogLines.main(new String[] {log.toString()})))
                .containsExactly("1000 errors", "1 lines are too long", "40001 words", "[10001, 1000]");
        assertThat(Files.readAllLines(folder.resolve("log.errors"))).hasSize(1_000);
    }
}
