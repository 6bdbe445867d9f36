package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FineControlTest {

    @TempDir
    private Path folder;

    @Test
    void theProgramKeepsItsData() throws Exception {
        List<String> printed = Printed.by(() -> FineControl.main(new String[] {folder.toString()}));

        assertThat(printed).hasSize(3).endsWith("32768 bytes");
        assertThat(printed.getFirst()).contains("Extent[position=0, length=");
        assertThat(printed.get(1)).isEqualTo("[0=65, 1=0, 2=67, 7=72]");
        assertThat(Files.size(folder.resolve("log"))).isEqualTo(4 + 8);
    }

    @Test
    void recordsAreOneBehindTheOther() throws Exception {
        Path log = folder.resolve("log");
        FineControl.append(log, "one");
        FineControl.append(log, "two");
        assertThat(Files.readAllBytes(log)).containsExactly(0, 0, 0, 3, 'o', 'n', 'e', 0, 0, 0, 3, 't', 'w', 'o');
    }
}
