package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CopyWithProgressTest {

    private static final int SIZE = 5_000_000;

    @TempDir
    private Path folder;

    private Path source;
    private Path target;

    @BeforeEach
    void makeSource() throws Exception {
        byte[] content = new byte[SIZE];
        new Random(1).nextBytes(content);
        source = Files.write(folder.resolve("source"), content);
        target = folder.resolve("target");
    }

    @Test
    void theCopyIsWholeAndTheLastReportSaysSo() throws Exception {
        List<String> printed =
                Printed.by(() -> CopyWithProgress.main(new String[] {source.toString(), target.toString()}));

        assertThat(target).hasSameBinaryContentAs(source);
        assertThat(printed.getLast()).isEqualTo(SIZE + " bytes were copied");
        assertThat(printed.get(printed.size() - 2)).startsWith(SIZE + " of " + SIZE + " bytes");
    }

    @Test
    void aCopyThatIsTooLateIsNotThere() throws Exception {
        assertThat(CopyWithProgress.copyWithin(source, target, Duration.ZERO)).isFalse();
        assertThat(target).doesNotExist();

        assertThat(CopyWithProgress.copyWithin(source, target, Duration.ofMinutes(1)))
                .isTrue();
        assertThat(target).hasSameBinaryContentAs(source);
    }

    @Test
    void aMissingSourceIsMissing() {
        assertThatThrownBy(() -> CopyWithProgress.copy(folder.resolve("missing"), target))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("missing");
        assertThat(target).doesNotExist();
    }
}
