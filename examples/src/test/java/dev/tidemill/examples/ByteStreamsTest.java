package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ByteStreamsTest {

    @TempDir
    private Path folder;

    @Test
    void recordsAreWrittenCountedCopiedAndCompressed() throws Exception {
        Path path = folder.resolve("records.bin");

        ByteStreams.main(new String[] {path.toString()});

        byte[] bytes = Files.readAllBytes(path);
        assertThat(ByteStreams.countRecords(path)).isEqualTo(1_000);
        assertThat(folder.resolve("copy")).hasBinaryContent(bytes);
        try (var unpacked = new GZIPInputStream(Files.newInputStream(folder.resolve("records.bin.gz")))) {
            assertThat(unpacked.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(ByteStreams.tail(path, 1_000))
                .isEqualTo(Arrays.copyOfRange(bytes, bytes.length - 1_000, bytes.length));
        var expected = new CRC32C();
        expected.update(bytes);
        assertThat(ByteStreams.checksum(new ByteArrayInputStream(bytes))).isEqualTo(expected.getValue());
    }
}
