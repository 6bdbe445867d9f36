package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AsyncFunctionTest {

    @TempDir
    private Path folder;

    @Test
    void theFirstLineMayBeLongOrTheWholeFileOrNothing() throws Exception {
        String longLine = "long ".repeat(1000);

        assertThat(AsyncFunction.firstLine(Files.writeString(folder.resolve("a"), longLine + "\nsecond")))
                .isEqualTo(longLine);
        assertThat(AsyncFunction.firstLine(Files.writeString(folder.resolve("b"), "no newline")))
                .isEqualTo("no newline");
        assertThat(AsyncFunction.firstLine(Files.createFile(folder.resolve("c"))))
                .isEmpty();
    }

    @Test
    void finallyRunsOnceForEachFileAndTheMissingOneToo() throws Exception {
        Path there = Files.writeString(folder.resolve("there"), "first\nsecond\n");
        Path missing = folder.resolve("missing");

        List<String> printed =
                Printed.by(() -> AsyncFunction.main(new String[] {missing.toString(), there.toString()}));

        assertThat(printed.subList(0, 2)).containsExactlyInAnyOrder(there + ": done", missing + ": done");
        assertThat(printed.subList(2, 4)).containsExactly("", "first");
    }
}
