package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ContinuationsTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsCompressedIsTheFile() throws Exception {
        Path path = Files.write(folder.resolve("file"), new byte[200_000]);

        long size = Continuations.compress(path).await();

        Path compressed = folder.resolve("file.gz");
        assertThat(compressed).hasSize(size);
        try (var content = new GZIPInputStream(Files.newInputStream(compressed))) {
            assertThat(content.readAllBytes()).isEqualTo(new byte[200_000]);
        }
    }

    @Test
    void aFailureGoesThroughAsItIs() {
        assertThatThrownBy(
                        () -> Continuations.compress(folder.resolve("missing")).await())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void theProgramReportsEachFile() throws Exception {
        Path missing = folder.resolve("missing");
        Path there = Files.createFile(folder.resolve("there"));

        List<String> printed =
                Printed.by(() -> Continuations.main(new String[] {missing.toString(), there.toString()}));

        assertThat(printed).hasSize(2);
        assertThat(printed.getFirst()).contains(missing.toString());
        assertThat(printed.getLast()).endsWith(" bytes");
    }

    @Test
    void onlyAMissingFileIsReplaced() throws Exception {
        assertThat(Continuations.readOrElse(folder.resolve("missing"), "nothing")
                        .await())
                .isEqualTo("nothing");
        assertThatThrownBy(() -> Continuations.readOrElse(folder, "nothing").await())
                .isInstanceOf(IOException.class);
    }
}
