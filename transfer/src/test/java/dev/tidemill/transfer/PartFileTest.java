package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class PartFileTest {

    @TempDir
    private Path directory;

    private Path target;
    private Status status;

    @BeforeEach
    void name() throws IOException {
        target = directory.resolve("target");
        status = Status.of(Files.writeString(directory.resolve("source"), "source"));
    }

    private PartFile partWith(String content) throws IOException {
        PartFile part = PartFile.create(target);
        assertThat(part.channel().write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8))))
                .isPositive();
        return part;
    }

    @Test
    void theTargetIsNotThereBeforeItIsPublished() throws Exception {
        try (PartFile part = partWith("content")) {
            assertThat(target).doesNotExist();
            assertThat(Entries.mode(part.path())).isEqualTo(0600);
            assertThat(part.become(directory.resolve("source"), true, status, CopySettings.DEFAULT))
                    .isNull();
            part.publish(CopySettings.DEFAULT);
            assertThat(target).hasContent("content");
        }
        assertThat(target).hasContent("content");
        PartFiles.assertNone(directory);
    }

    @Test
    void whatIsNotPublishedIsRemoved() throws Exception {
        try (PartFile part = partWith("content")) {
            assertThat(part.path()).exists();
        }
        PartFiles.assertNone(directory);
    }

    @Test
    void whoeverCleansUpLeavesWhatThisProgramWritesAlone() throws Exception {
        try (PartFile part = partWith("content")) {
            Leftovers.removeFrom(directory);
            assertThat(part.path()).exists();
            part.publish(CopySettings.DEFAULT);
        }
        assertThat(target).hasContent("content");
    }

    @Test
    void whatIsWrittenForLongIsLocked() throws Exception {
        try (PartFile part = PartFile.createLocked(target)) {
            assertThatThrownBy(() -> AsyncFile.open(part.path(), StandardOpenOption.WRITE, AsyncOption.EXCLUSIVE)
                            .await())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("lock");
        }
    }

    @Test
    void whatSomebodyElseHasLockedStays() throws Exception {
        Path locked = directory.resolve(".tidemill-lockedxx.part");
        try (AsyncFile others = AsyncFile.open(
                        locked, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, AsyncOption.EXCLUSIVE)
                .await()) {
            Leftovers.removeFrom(directory);
            assertThat(others.path()).exists();
        }
        Leftovers.removeFrom(directory);
        assertThat(locked).doesNotExist();
    }

    @Test
    void aFileThatWasSweptAwayIsMadeAgain() throws Exception {
        try (PartFile part = partWith("content")) {
            Files.delete(part.path());
            assertThatThrownBy(() -> part.publish(CopySettings.DEFAULT))
                    .isInstanceOf(PartFile.SweptAwayException.class);
        }
        assertThat(target).doesNotExist();
    }

    @Test
    void failuresNameTheTarget() {
        target = directory.resolve("nowhere/target");
        assertThatThrownBy(() -> PartFile.create(target))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(target.toString());
    }

    @Test
    void namesAreOfThePatternAndNotTwiceTheSame() {
        for (int i = 0; i < 1000; i++) {
            Path name = PartName.beside(target);
            assertThat(PartName.matches(name)).as(name.toString()).isTrue();
            assertThat(name.getFileName().toString()).hasSize(23);
            assertThat(PartName.beside(target)).isNotEqualTo(name);
        }
        assertThat(PartName.matches(Path.of("/"))).isFalse();
    }
}
