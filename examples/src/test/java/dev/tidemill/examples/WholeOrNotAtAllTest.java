package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.tidemill.file.AsyncFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WholeOrNotAtAllTest {

    @TempDir
    private Path folder;

    /// The file system may not have them, and without native access there are none.
    @BeforeEach
    void needsFilesThatCanBeGivenAName() throws Exception {
        Path name = folder.resolve("probe");
        try (AsyncFile file = AsyncFile.anonymous(folder).await()) {
            file.linkTo(name).await();
        } catch (FileSystemException e) {
            abort(e.getMessage());
        }
        Files.delete(name);
    }

    @Test
    void theTargetIsThereWhole() throws Exception {
        Path source = Files.writeString(folder.resolve("source"), "text\n");
        Path target = folder.resolve("target");
        assertThat(Printed.by(() -> WholeOrNotAtAll.main(new String[] {source.toString(), target.toString()})))
                .containsExactly("20 bytes");
        assertThat(target).hasContent("copy of source\ntext\n");
    }

    @Test
    void whatIsThereIsLeftAlone() throws Exception {
        Path source = Files.writeString(folder.resolve("source"), "text\n");
        Path target = Files.writeString(folder.resolve("target"), "precious");
        assertThatThrownBy(() -> WholeOrNotAtAll.copy(source, target)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(target).hasContent("precious");
        assertThat(folder)
                .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith("."));
    }
}
