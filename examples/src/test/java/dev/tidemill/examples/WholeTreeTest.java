package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.transfer.FailedEntry;
import dev.tidemill.transfer.TreeCopy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WholeTreeTest {

    @TempDir
    private Path folder;

    private Path source;
    private Path target;

    @BeforeEach
    void plantTree() throws Exception {
        source = folder.resolve("source");
        target = folder.resolve("target");
        Files.createDirectories(source.resolve("a/b"));
        for (int i = 0; i < 50; i++) Files.writeString(source.resolve("a/b/" + i), "file " + i);
        Files.createSymbolicLink(source.resolve("link"), Path.of("a/b/1"));
    }

    @Test
    void theWholeTreeIsCopied() throws Exception {
        List<String> printed =
                Printed.by(() -> assertThat(WholeTree.copy(source, target)).isTrue());

        assertThat(target.resolve("a/b/49")).hasContent("file 49");
        assertThat(Files.readSymbolicLink(target.resolve("link"))).isEqualTo(Path.of("a/b/1"));
        assertThat(printed.getLast()).startsWith("51 files and links, ");
    }

    @Test
    void whatCannotBeCopiedIsListedAndTheRestIsCopied() throws Exception {
        Files.createDirectories(target.resolve("a/b/7/in the way"));

        assertThat(WholeTree.copy(source, target)).isFalse();
        assertThat(target.resolve("a/b/49")).hasContent("file 49");
    }

    @Test
    void severalTreesAreOneCopy() throws Exception {
        Path missing = folder.resolve("missing");
        List<TreeCopy.Root> roots =
                List.of(new TreeCopy.Root(source, target), new TreeCopy.Root(missing, folder.resolve("nothing")));

        assertThat(WholeTree.copyAll(roots)).extracting(FailedEntry::source).containsExactly(missing);
        assertThat(target.resolve("a/b/49")).hasContent("file 49");
    }
}
