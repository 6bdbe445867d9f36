package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.examples.BatchedReads.Hit;
import dev.tidemill.examples.BatchedReads.Score;
import dev.tidemill.file.AsyncFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BatchedReadsTest {

    @TempDir
    private Path folder;

    @Test
    void everyRangeIsScoredOnce() throws Exception {
        byte[] content = new byte[1_000_000];
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        var random = new Random(seed);
        random.nextBytes(content);
        Path path = Files.write(folder.resolve("file"), content);
        try (AsyncFile file = AsyncFile.open(path).await()) {
            List<Hit> hits = new ArrayList<>();
            List<Score> expected = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int position = random.nextInt(content.length);
                int length = 1 + random.nextInt(10_000);
                byte[] range = Arrays.copyOfRange(content, position, Math.min(content.length, position + length));
                var checksum = new CRC32C();
                checksum.update(range);
                hits.add(new Hit(file, position, length));
                expected.add(new Score(path, position, range.length, checksum.getValue()));
            }

            assertThat(BatchedReads.score(hits))
                    .as("-Dtidemill.test.seed=" + seed)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void theProgramTakesOneBlockInAMegabyte() throws Exception {
        Path large = Files.write(folder.resolve("large"), new byte[2 * 1024 * 1024 + 1]);
        Path empty = Files.createFile(folder.resolve("empty"));

        assertThat(Printed.by(() -> BatchedReads.main(new String[] {large.toString(), empty.toString()})))
                .hasSize(3)
                .anyMatch(line -> line.contains("position=2097152, bytes=1"));
    }
}
