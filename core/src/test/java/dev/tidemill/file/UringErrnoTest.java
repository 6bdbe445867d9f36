package dev.tidemill.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Backend;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.engine.Faults.Call;
import dev.tidemill.engine.uring.FaultyRings;
import dev.tidemill.linux.Errno;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Besides, what a ring alone meets: completions of calls that were broken off.
class UringErrnoTest extends ErrnoContract {

    @Override
    public TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.IO_URING);
    }

    @Override
    Tidemill start() {
        assumeTrue(FaultyRings.arePossible(), "the kernel gives no errors on demand, Linux 6.10 does");
        return super.start();
    }

    @Test
    void whatASignalInterruptedIsTriedAgain() throws Exception {
        Path path = folder().resolve("a");
        faults.failNext(Call.OPEN, Errno.EINTR);
        try (AsyncFile file = open(path, READ, WRITE, CREATE);
                AsyncFile fifo = open(fifo("fifo"), READ, WRITE)) {
            assertTrue(faults.areOver());
            faults.failNext(Call.WRITE, Errno.EINTR);
            assertEquals(5, file.write("hello".getBytes(UTF_8), 0).await());
            faults.failNext(Call.FSYNC, Errno.EINTR);
            file.force(true).await();
            faults.failNext(Call.TRUNCATE, Errno.EINTR);
            file.truncate(4).await();
            assertEquals("hell", Files.readString(path));
            fifo.writeFully("bytes".getBytes(UTF_8), 0).await();
            faults.failNext(Call.READ, Errno.EINTR);
            assertEquals(5, fifo.read(memory(8), 0).await());
            assertTrue(faults.areOver());
        }
    }

    /// The kernel says so when it has stopped something; whether it was we who asked is for us to
    /// know.
    @Test
    void whatWasBrokenOffBecauseSomebodyAskedIsCancelled() throws Exception {
        for (Errno errno : List.of(Errno.EINTR, Errno.ECANCELED)) {
            try (AsyncFile file = open(write("a", "content"), READ, WRITE)) {
                var force = new CancellationSource();
                faults.failNext(Call.FSYNC, errno, force::cancel);
                assertStopped(file.force(true, force.token()));
                var write = new CancellationSource();
                faults.failNext(Call.WRITE, errno, write::cancel);
                assertStopped(file.writeFully(memory(8), 0, write.token()));
                var whole = new CancellationSource();
                faults.failNext(Call.WRITE, errno, whole::cancel);
                assertStopped(AsyncFiles.write(
                        io(), folder().resolve("b"), MemorySegment.ofArray(new byte[8]), whole.token()));
                var open = new CancellationSource();
                faults.failNext(Call.OPEN, errno, open::cancel);
                assertStopped(AsyncFiles.readAllBytes(io(), folder().resolve("missing"), open.token()));
            }
        }
    }

    private static void assertStopped(Task<?> task) throws InterruptedException {
        var cancelled = assertInstanceOf(Outcome.Cancelled.class, task.outcome());
        assertEquals(Cancellation.Reach.STOPPED, cancelled.cancellation().reach());
    }

    /// A close that a worker of the kernel had not begun can be taken back by a request to cancel;
    /// then the file is still open. More of them than the ring has places for files.
    @Test
    void aFileWhoseCloseWasTakenBackIsClosedAgain() throws Exception {
        Path path = folder().resolve("a");
        byte[] content = "content".getBytes(UTF_8);
        for (int i = 0; i < 2 * config().openFiles(); i++) {
            faults.failNext(Call.CLOSE, Errno.ECANCELED);
            AsyncFiles.write(io(), path, MemorySegment.ofArray(content), CancellationToken.none())
                    .await();
            assertTrue(faults.areOver());
        }
        assertArrayEquals(content, Files.readAllBytes(path));
    }

    /// As close(2): the descriptor is gone all the same.
    @Test
    void aCloseThatASignalInterruptedHasClosed() throws Exception {
        faults.failNext(Call.CLOSE, Errno.EINTR);
        AsyncFiles.write(io(), folder().resolve("a"), MemorySegment.ofArray(new byte[8]), CancellationToken.none())
                .await();
    }
}
