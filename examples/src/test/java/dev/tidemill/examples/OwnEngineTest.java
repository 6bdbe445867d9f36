package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OwnEngineTest {

    @TempDir
    private Path folder;

    private List<String> run(String engine) throws Exception {
        Path path = Files.write(folder.resolve("file"), new byte[100_000]);
        return Printed.by(() -> OwnEngine.main(new String[] {engine, path.toString()}));
    }

    @Test
    void theEngineIsWhatWasAskedForAndSaysWhyNotTheOther() throws Exception {
        assertThat(run("portable"))
                .startsWith("Tidemill on portable")
                .contains("io_uring is not used: the portable engine was chosen by a setting")
                .endsWith("100000 bytes");
    }

    @Test
    void autoIsWhatThereIs() throws Exception {
        assertThat(run("auto")).first().isIn("Tidemill on io_uring", "Tidemill on portable");
    }

    @Test
    void whatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> run("fast")).hasMessage("fast: must be auto, io_uring or portable");
    }
}
