package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.Backend;
import dev.tidemill.Leftovers;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Besides, what only a ring can promise.
class UringFileTest extends FileContract {
    @Override
    public TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.IO_URING);
    }

    /// The portable engine's call goes on until a reader comes.
    @Test
    void whoWaitsForAReaderOfAPipeDoesNotHoldUpTheEndOfTheEngine() throws Exception {
        Path path = fifo("fifo");
        Tidemill own = Tidemill.start(config());
        List<Task<?>> waiting = List.of(
                AsyncFile.open(own, path, WRITE),
                AsyncFiles.write(own, path, memory("never"), CancellationToken.none(), WRITE),
                AsyncFiles.write(own, path, memory("never"), CancellationToken.none()));
        AsyncFile.open(own, write("a", "x")).await().close(); // they have begun by then
        own.close();
        for (Task<?> task : waiting) assertThrows(AsynchronousCloseException.class, task::await);
    }

    /// The portable engine has threads for everything.
    @Test
    void theSizeIsAskedForWithoutAThreadOfTheProgram() throws Exception {
        Leftovers before = Leftovers.before();
        try (AsyncFile file = open(write("a", "0123456789"))) {
            assertEquals(10, file.size().await());
            assertEquals(10, file.blocking().size());
            assertEquals(10, Task.run(() -> file.blocking().size()).await());
        }
        before.assertNone();
    }
}
