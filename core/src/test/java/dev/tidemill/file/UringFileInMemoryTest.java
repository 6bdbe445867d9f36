package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.Backend;
import dev.tidemill.Fifos;
import dev.tidemill.MemoryFolder;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.Waiting;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.lang.foreign.MemorySegment;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// In memory a small file is written by a thread of the library, and by the ring if it may wait.
@Timeout(30)
@EnabledIf("dev.tidemill.MemoryFolder#isThere")
class UringFileInMemoryTest extends EngineFixture implements WholeFileContract, OpeningContract {

    @TempDir(factory = MemoryFolder.class)
    private Path memory;

    @Override
    public Path folder() {
        return memory;
    }

    @Override
    public TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.IO_URING);
    }

    @Test
    void whoWaitsForAReaderOfAPipeDoesNotHoldUpTheEndOfTheEngine() throws Exception {
        Path path = fifo("fifo");
        Tidemill own = Tidemill.start(config());
        Task<Void> waiting = AsyncFiles.write(own, path, memory("never"), CancellationToken.none());
        AsyncFile.open(own, write("a", "x")).await().close(); // it may have begun by then
        own.close();
        assertThrows(AsynchronousCloseException.class, waiting::await);
    }

    @Test
    void aWholeFileThatWaitsForRoomInAPipeIsStopped() throws Exception {
        Path path = fifo("fifo");
        try (AsyncFile pipe = open(path, READ, WRITE)) {
            pipe.writeFully(new byte[Fifos.CAPACITY], 0).await();
            for (MemorySegment source : List.of(memory("never"), MemorySegment.ofArray(new byte[5]))) {
                Set<Cancellation.Reach> reached = EnumSet.noneOf(Cancellation.Reach.class);
                for (int pause = 1; !reached.contains(Cancellation.Reach.STOPPED); pause *= 2) {
                    assertTrue(pause > 0, () -> "only " + reached);
                    Task<Void> write = AsyncFiles.write(io(), path, source, CancellationToken.none());
                    for (int i = 0; i < pause; i++) Thread.onSpinWait();
                    assertFalse(write.isDone());
                    write.cancel();
                    var outcome = assertInstanceOf(Outcome.Cancelled.class, write.outcome());
                    reached.add(outcome.cancellation().reach());
                }
            }
            Waiting.until(() -> io().pendingOperations() == 0, "the end of what was detached");
            Fifos.untilHolds(path, Fifos.CAPACITY);
        }
    }
}
