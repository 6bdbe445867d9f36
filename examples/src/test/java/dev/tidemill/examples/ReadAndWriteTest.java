package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReadAndWriteTest {

    @TempDir
    private Path folder;

    @Test
    void everyBlockIsAtItsPlace() throws Exception {
        Path path = folder.resolve("blocks.bin");

        ReadAndWrite.main(new String[] {path.toString()});

        byte[] bytes = Files.readAllBytes(path);
        assertThat(bytes).hasSize(16 * 64 * 1024);
        for (int i = 0; i < bytes.length; i += 1024) assertThat(bytes[i]).isEqualTo((byte) (i / (64 * 1024)));
        var expected = new CRC32C();
        expected.update(bytes);
        assertThat(ReadAndWrite.checksum(path)).isEqualTo(expected.getValue());
    }
}
