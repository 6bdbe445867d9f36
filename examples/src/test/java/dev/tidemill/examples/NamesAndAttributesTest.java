package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NamesAndAttributesTest {

    @TempDir
    private Path folder;

    @Test
    void aReportIsPublishedLookedAtAndRemoved() throws Exception {
        List<String> printed = Printed.by(() -> NamesAndAttributes.main(new String[] {folder.toString()}));

        assertThat(printed).hasSize(4).element(0).asString().startsWith("-rw-r--r-- 10 bytes");
        assertThat(printed).endsWith("10 bytes", "0 hidden", "0 left");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aReportIsReplacedInOneStep() throws Exception {
        NamesAndAttributes.publish(folder, "old");
        NamesAndAttributes.publish(folder, "new");

        assertThat(folder.resolve("report.txt")).hasContent("new");
        assertThat(folder).isDirectoryContaining(path -> path.endsWith("report.txt"));
    }

    @Test
    void whatCannotBeRemovedIsTold() throws Exception {
        Path full = Files.createDirectory(folder.resolve("full"));
        Path inside = Files.writeString(full.resolve("inside"), "x");

        assertThat(NamesAndAttributes.removeAll(List.of(full, folder.resolve("missing"))))
                .containsExactly(full);
        assertThat(inside).exists();
    }
}
