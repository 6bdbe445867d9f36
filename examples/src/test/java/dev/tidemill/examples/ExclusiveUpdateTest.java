package dev.tidemill.examples;

import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncOption;
import dev.tidemill.file.FileLockedException;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ExclusiveUpdateTest {

    @TempDir
    private Path folder;

    @Test
    void aCounterIsCreatedAndIncreased() throws Exception {
        Path path = folder.resolve("counter");

        assertThat(ExclusiveUpdate.increase(path)).isEqualTo(1);
        assertThat(ExclusiveUpdate.increase(path)).isEqualTo(2);
        assertThat(Printed.by(() -> ExclusiveUpdate.main(new String[] {path.toString()})))
                .containsExactly(path + " is 3 now");
        assertThat(path).hasContent("3\n");
    }

    @Test
    void whatWasLongerIsCutOff() throws Exception {
        Path path = Files.writeString(folder.resolve("counter"), "   41\n\n\n");

        assertThat(ExclusiveUpdate.increase(path)).isEqualTo(42);
        assertThat(path).hasContent("42\n");
    }

    @Test
    void whileSomebodyHasItNothingIsChanged() throws Exception {
        Path path = Files.writeString(folder.resolve("counter"), "1\n");
        try (AsyncFile _ = AsyncFile.open(path, WRITE, AsyncOption.EXCLUSIVE).await()) {
            assertThatThrownBy(() -> ExclusiveUpdate.increase(path))
                    .isInstanceOf(FileLockedException.class)
                    .hasMessageContaining("locked");
        }
        assertThat(path).hasContent("1\n");
    }

    @Test
    void whoWaitsForTheirTurnLosesNoUpdate() throws Exception {
        Path path = folder.resolve("counter");

        List<Task<Long>> updates = Stream.generate(() -> Task.run(() -> ExclusiveUpdate.increaseWhenFree(path)))
                .limit(20)
                .toList();

        assertThat(Tasks.whenAll(updates).await())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 20).boxed().toList());
        assertThat(path).hasContent("20\n");
    }

    @Test
    void whatIsNoCounterIsLeftAlone() throws Exception {
        Path path = Files.writeString(folder.resolve("counter"), "a letter\n");

        assertThatThrownBy(() -> ExclusiveUpdate.increase(path)).hasMessage(path + ": is not a counter");
        assertThat(path).hasContent("a letter\n");
    }
}
