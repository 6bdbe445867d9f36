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
class DropInChannelTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 128 * 1024, 3_000_000})
    void theChecksumIsThatOfTheFile(int size) throws Exception {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Path path = Files.write(folder.resolve("file"), content);
        var expected = new CRC32C();
        expected.update(content);

        assertThat(Printed.by(() -> DropInChannel.main(new String[] {path.toString()})))
                .containsExactly("CRC-32C %08x".formatted(expected.getValue()));
    }

    @Test
    void whatCannotBeReadFails() {
        assertThatThrownBy(() -> DropInChannel.checksum(folder.resolve("missing")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> DropInChannel.checksum(folder)).hasMessageContaining("irectory");
    }
}
