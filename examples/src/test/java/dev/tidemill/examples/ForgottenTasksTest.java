package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.UnobservedFailures;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ForgottenTasksTest {

    @TempDir
    private Path folder;

    @Test
    void aForgottenTaskThatFailsIsReported() throws Exception {
        Path visits = folder.resolve("missing").resolve("visits");

        List<String> printed = Printed.by(() -> ForgottenTasks.main(new String[] {visits.toString()}));

        assertThat(printed).hasSize(1);
        assertThat(printed.getFirst())
                .startsWith("nobody looked at the failure of " + visits)
                .contains("NoSuchFileException");
    }

    @Test
    void aFailureThatIsOverlookedFailsAStrictTest() {
        assertThatThrownBy(() -> {
                    try (var _ = UnobservedFailures.strict()) {
                        assertThat(isReadable(folder.resolve("missing"))).isTrue();
                    }
                })
                .isInstanceOf(AssertionError.class)
                .satisfies(error ->
                        assertThat(error.getSuppressed()).hasExactlyElementsOfTypes(NoSuchFileException.class));
    }

    /// With a mistake.
    private static boolean isReadable(Path path) throws InterruptedException {
        return AsyncFiles.readString(path).waitFor(Duration.ofDays(1)); // it is only done then
    }

    @Nested
    class Strict {

        private final UnobservedFailures.Strict strict = UnobservedFailures.strict();

        @AfterEach
        void everyFailureWasLookedAt() {
            strict.close();
        }

        @Test
        void whoLooksIsNotReported() {
            Path missing = folder.resolve("missing");
            assertThatThrownBy(() -> AsyncFiles.readString(missing).await()).isInstanceOf(NoSuchFileException.class);
            ForgottenTasks.noteVisitIfPossible(missing.resolve("visits"), "Ann");
        }
    }
}
