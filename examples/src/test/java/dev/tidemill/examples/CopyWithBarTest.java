package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CopyWithBarTest {

    @TempDir
    private Path folder;

    @Test
    void theBarIsFullInTheEnd() throws Exception {
        Path source = Files.write(folder.resolve("source"), new byte[3_000_000]);
        Path target = folder.resolve("target");

        List<String> printed = Printed.by(() -> CopyWithBar.main(new String[] {source.toString(), target.toString()}));

        assertThat(target).hasSameBinaryContentAs(source);
        assertThat(String.join("\n", printed)).endsWith("[" + "#".repeat(40) + "] 100 %");
    }
}
