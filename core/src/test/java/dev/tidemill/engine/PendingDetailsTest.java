package dev.tidemill.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.task.CancellationReason;
import dev.tidemill.trace.PendingTask;
import dev.tidemill.trace.TaskLogger;
import dev.tidemill.trace.TaskLogger.Level;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the list says of an operation, from stage to stage.
@Timeout(60)
class PendingDetailsTest {

    private static final Path PATH = Path.of("pending details");

    private final FileHandle file =
            new DescriptorHandle(-1, NativePath.of(PATH), OpenMode.READ, FileKind.REGULAR, 0, _ -> {});

    /// A read that goes from stage to stage when the test says so.
    private static final class Read extends PendingOperation<Integer> {

        Read(FileHandle file) {
            super(new Operation.Read(file, MemorySegment.ofArray(new byte[8]), 4096, null));
        }

        void start() {
            if (!admit() || !begin()) throw new AssertionError("it was over already");
        }

        @Override
        protected void stopStarted() {
            // it does not hear
        }

        @Override
        protected void lastWordSaid(boolean admitted, boolean begun) {
            // nobody counts
        }
    }

    @BeforeEach
    void record() {
        TaskLogger.level(Level.PENDING);
    }

    @AfterEach
    void recordNothing() {
        TaskLogger.level(Level.OFF);
    }

    private Read begun() {
        assertThat(file.acquire()).isTrue();
        return new Read(file);
    }

    private static List<PendingTask.State> states() {
        return TaskLogger.pending(
                        task -> task.path().filter(PATH.toString()::equals).isPresent())
                .stream()
                .map(PendingTask::state)
                .toList();
    }

    @Test
    void aRequestToStopIsSeenUntilTheLastWord() {
        Read read = begun();
        assertThat(states()).containsExactly(PendingTask.State.QUEUED);
        read.start();
        assertThat(states()).containsExactly(PendingTask.State.STARTED);
        read.cancel();
        assertThat(states()).containsExactly(PendingTask.State.STOPPING);
        read.endStopped(0);
        assertThat(states()).isEmpty();
        assertThat(read.isCancelled()).isTrue();
    }

    @Test
    void whatIsDetachedStaysInTheListUntilItsCallHasEnded() {
        long before = TaskLogger.counts().ended();
        Read read = begun();
        read.start();
        read.cancel(new CancellationReason.Requested("enough"));
        assertThat(read.detach(0)).isTrue();
        assertThat(read.isDone()).isTrue();
        assertThat(states()).containsExactly(PendingTask.State.DETACHED);
        assertThat(TaskLogger.counts().ended()).isEqualTo(before);
        assertThat(read.endWithValue(8, 8)).isFalse();
        assertThat(states()).isEmpty();
        assertThat(TaskLogger.counts().ended()).isEqualTo(before + 1);
    }

    @Test
    void whatIsRefusedIsNotListed() {
        Read read = new Read(file);
        assertThat(states()).hasSize(1);
        assertThat(read.refused().isDone()).isTrue();
        assertThat(states()).isEmpty();
        assertThat(file.usesByOperations()).isZero();
    }
}
