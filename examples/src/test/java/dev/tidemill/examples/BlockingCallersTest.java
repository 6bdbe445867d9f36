package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BlockingCallersTest {

    @TempDir
    private Path folder;

    @Test
    void bothWaysCountTheSame() throws Exception {
        Path path = Files.writeString(folder.resolve("file"), "a line\n".repeat(100_000));

        assertThat(Printed.by(() -> BlockingCallers.main(new String[] {path.toString()})))
                .containsExactly("100000 lines", "100000 lines");
    }

    @Test
    void anEmptyFileHasNoLines() throws Exception {
        Path path = Files.createFile(folder.resolve("file"));

        assertThat(Printed.by(() -> BlockingCallers.main(new String[] {path.toString()})))
                .containsExactly("0 lines", "0 lines");
    }
}
