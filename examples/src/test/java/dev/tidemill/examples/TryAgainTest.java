package dev.tidemill.examples;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncOption;
import dev.tidemill.file.FileLockedException;
import dev.tidemill.task.DeadlineExceededException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TryAgainTest {

    @TempDir
    private Path folder;

    @Test
    void aFileThatIsFreeIsCountedAtOnce() throws Exception {
        Path counter = folder.resolve("counter");

        assertThat(Printed.by(() -> TryAgain.main(new String[] {counter.toString()})))
                .containsExactly(counter + " is 1 now");
    }

    @Test
    void aFileThatStaysLockedIsGivenUpWithAllThatWasTried() throws Exception {
        Path counter = folder.resolve("counter");
        try (AsyncFile _ =
                AsyncFile.open(counter, WRITE, CREATE, AsyncOption.EXCLUSIVE).await()) {
            assertThatThrownBy(() -> TryAgain.increase(counter, Duration.ofMillis(100)))
                    .isInstanceOf(DeadlineExceededException.class)
                    .satisfies(thrown -> assertThat(thrown.getSuppressed())
                            .isNotEmpty()
                            .allSatisfy(tried -> assertThat(tried).isInstanceOf(FileLockedException.class)));
        }

        assertThat(TryAgain.increase(counter, Duration.ofSeconds(50))).isEqualTo(1);
    }
}
