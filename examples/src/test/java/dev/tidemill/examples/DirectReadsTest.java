package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DirectReadsTest {

    @TempDir
    private Path folder;

    /// Nothing, less than a block of the device, a whole block of ours, and the slots once around
    /// with a rest.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 1024 * 1024, 10 * 1024 * 1024 + 4097})
    void theChecksumIsThatOfTheFile(int size) throws Exception {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Path path = Files.write(folder.resolve("file"), content);
        var expected = new CRC32C();
        expected.update(content);

        assertThat(DirectReads.checksum(path)).isEqualTo(expected.getValue());
    }

    @Test
    void theProgramPrintsIt() throws Exception {
        Path path = Files.createFile(folder.resolve("empty"));

        assertThat(Printed.by(() -> DirectReads.main(new String[] {path.toString()})))
                .containsExactly("CRC-32C 00000000");
    }

    @Test
    void aFileWithoutDirectTransfersIsReadOtherwise() throws Exception {
        assertThat(DirectReads.checksum(Path.of("/proc/version"))).isZero(); // its size is 0
    }

    @Test
    void aMissingFileIsMissing() {
        assertThatThrownBy(() -> DirectReads.checksum(folder.resolve("missing")))
                .isInstanceOf(NoSuchFileException.class);
    }
}
