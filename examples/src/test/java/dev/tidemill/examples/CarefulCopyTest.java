package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class CarefulCopyTest {

    @TempDir
    private Path directory;

    @Test
    void onlyWhatDiffersIsCopiedAndWhatWasThereIsKept() throws Exception {
        Path source = Files.writeString(directory.resolve("source"), "first");
        Path target = directory.resolve("target");
        assertThat(CarefulCopy.copy(source, target)).isEqualTo(5);
        assertThat(CarefulCopy.copy(source, target)).isZero();
        Files.writeString(source, "second");
        assertThat(CarefulCopy.copy(source, target)).isEqualTo(6);
        assertThat(target).hasContent("second");
        assertThat(directory.resolve("target~")).hasContent("first");
    }
}
