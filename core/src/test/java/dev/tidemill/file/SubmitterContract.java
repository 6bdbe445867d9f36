package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tidemill.task.Task;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who starts an operation need not live as long as it does.
@Timeout(60)
interface SubmitterContract extends Workbench {

    @Test
    default void whatAThreadStartedThatHasEndedComesToItsEnd() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        try (AsyncFile fifo = open(fifo("fifo"), READ, WRITE);
                AsyncFile file = open(write("a", "0123456789"), READ, WRITE)) {
            for (Thread.Builder kind : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
                MemorySegment target = memory(5);
                List<Task<?>> disk = new ArrayList<>();
                var start = new FutureTask<>(() -> {
                    for (int i = 0; i < 20; i++) disk.add(file.writeFully(memory("abc"), 3));
                    disk.add(file.force(true));
                    return fifo.read(target, 0);
                });
                Thread starter = kind.start(start);
                starter.join();
                assertFalse(starter.isAlive());
                Task<Integer> read = start.get();
                assertFalse(read.isDone());
                fifo.writeFully(memory("bytes"), 0).await();
                assertEquals(5, read.await());
                assertEquals("bytes", Workbench.text(target));
                for (Task<?> task : disk) task.await();
            }
        }
    }
}
