package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.transfer.Progress;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CopyStreamsTest {

    @TempDir
    private Path folder;

    private final byte[] content = new byte[1_000_000];

    @Test
    void whatComesIsSavedAndWatched() throws Exception {
        new Random(1).nextBytes(content);
        var seen = new ArrayDeque<Progress>();

        assertThat(CopyStreams.save(new ByteArrayInputStream(content), -1, folder.resolve("saved"), seen::add))
                .isEqualTo(content.length);

        assertThat(folder.resolve("saved")).hasBinaryContent(content);
        assertThat(seen.getLast().transferredBytes()).isEqualTo(content.length);
    }

    @Test
    void aProgramSaysHowMuchOfHowMuchItWas() throws Exception {
        Path source = Files.write(folder.resolve("source"), content);
        Path target = folder.resolve("target");

        List<String> printed =
                Printed.by(() -> CopyStreams.main(new String[] {source.toUri().toString(), target.toString()}));

        assertThat(target).hasSameBinaryContentAs(source);
        assertThat(printed).endsWith("1000000 of 1000000 bytes", "1000000 bytes were saved");
    }
}
