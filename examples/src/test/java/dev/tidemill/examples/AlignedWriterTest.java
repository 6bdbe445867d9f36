package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AlignedWriterTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void needsDirectTransfers() throws Exception {
        try {
            new AlignedWriter(folder.resolve("probe"), 1).close();
        } catch (FileSystemException | UnsupportedOperationException e) {
            abort(e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 1024 * 1024, 5 * 1024 * 1024 + 4097})
    void theFileIsAsLongAsWhatWasWritten(int size) throws Exception {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Path path = folder.resolve("file");
        try (AlignedWriter writer = new AlignedWriter(path, 1)) {
            for (int done = 0; done < size; done += 333_333) {
                writer.write(ByteBuffer.wrap(content, done, Math.min(333_333, size - done)));
            }
            writer.finish();
        }
        assertThat(path).hasBinaryContent(content);
    }

    @Test
    void theProgramWritesAFile() throws Exception {
        Path path = folder.resolve("file");
        assertThat(Printed.by(() -> AlignedWriter.main(new String[] {path.toString()})))
                .containsExactly(path + " is written");
        assertThat(Files.size(path)).isEqualTo(5_000_000);
    }
}
