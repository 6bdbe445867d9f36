package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.UnobservedFailures;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A failure that nobody looks at is reported: nothing inside of the library looks at it instead,
/// or holds the task.
@Timeout(60)
interface UnobservedContract extends Workbench {

    @FunctionalInterface
    interface Start {
        Task<?> start() throws Exception;
    }

    /// Exactly so many, and all of this kind, are reported of what is started and dropped.
    static void dropped(Class<? extends Throwable> kind, int times, Start start) throws Exception {
        var strict = UnobservedFailures.strict();
        for (int i = 0; i < times; i++) drop(start);
        var error = assertThrows(AssertionError.class, strict::close);
        assertThat(error.getSuppressed()).hasSize(times).hasOnlyElementsOfType(kind);
    }

    /// Its variables are gone when it returns.
    private static void drop(Start start) throws Exception {
        assertTrue(start.start().waitFor(Duration.ofDays(1)));
    }

    @Test
    default void openingThatFailsAndThatNobodyAwaits() throws Exception {
        Path missing = folder().resolve("missing");
        dropped(NoSuchFileException.class, 3, () -> AsyncFile.open(io(), missing));
    }

    /// Often enough for every way in which a small file can be read.
    @Test
    default void wholeFilesThatFailAndThatNobodyAwaits() throws Exception {
        Path missing = folder().resolve("missing");
        dropped(NoSuchFileException.class, 100, () -> AsyncFiles.readAllBytes(io(), missing, CancellationToken.none()));
        dropped(
                IOException.class,
                3,
                () -> AsyncFiles.write(io(), missing.resolve("inside"), memory("x"), CancellationToken.none(), WRITE));
    }

    @Test
    default void transfersThatFailAndThatNobodyAwaits() throws Exception {
        try (AsyncFile full = open(Path.of("/dev/full"), WRITE);
                AsyncFile file = open(write("a", "0123456789"))) {
            dropped(IOException.class, 3, () -> full.write(memory("x"), 0));
            dropped(IOException.class, 3, () -> file.readFully(memory(11), 0));
            assertThat(file.closing().outcome()).isInstanceOf(Outcome.Succeeded.class);
            dropped(ClosedChannelException.class, 3, () -> file.read(memory(4), 0));
        }
    }

    @Test
    default void whatIsCancelledAndWhatSucceedsIsNotReported() throws Exception {
        try (var _ = UnobservedFailures.strict();
                AsyncFile file = open(write("a", "0123456789"))) {
            for (Task<?> task : List.of(file.read(memory(4), 0), AsyncFile.open(io(), folder().resolve("missing")))) {
                task.cancel();
                var _ = task.outcome();
            }
        }
    }
}
