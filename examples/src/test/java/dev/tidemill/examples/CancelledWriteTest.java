package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("nativeAccess") // without it reads and writes of pipes cannot be stopped
@Timeout(60)
class CancelledWriteTest {

    @TempDir
    private Path folder;

    @Test
    void theDeadlineEndsAWriteThatCannotGoOn() throws Exception {
        assertThat(Printed.by(() -> CancelledWrite.main(new String[0])))
                .satisfiesExactly(
                        message ->
                                assertThat(message).contains("write of 1048576 bytes cancelled by its deadline of 1 s"),
                        rest -> assertThat(rest).matches("left to write: \\d+ bytes"));
    }

    @Test
    void aWriteInTimeIsWritten() throws Exception {
        Path path = Files.createFile(folder.resolve("file"));

        boolean written = CancelledWrite.write(path, ByteBuffer.wrap(new byte[100]), Duration.ofMinutes(1));

        assertThat(written).isTrue();
        assertThat(path).hasSize(100);
    }
}
