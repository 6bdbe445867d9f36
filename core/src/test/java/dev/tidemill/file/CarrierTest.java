package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.Backend;
import dev.tidemill.ChildJvm;
import dev.tidemill.Fifos;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.task.Task;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The threads that carry virtual threads end after half a minute without work. With io_uring a
/// request dies with the thread that submitted it, so that must not be one of them.
@Tag("long")
@Timeout(300)
class CarrierTest {

    @TempDir
    private Path folder;

    @Test
    void whatAVirtualThreadStartedOutlivesItsCarrier() throws Exception {
        ChildJvm.Result result = ChildJvm.with("--enable-native-access=ALL-UNNAMED")
                .atMost(Duration.ofMinutes(4))
                .run(Program.class, folder.toString());
        assertThat(result.output()).isEqualTo("carriers: 0\nio_uring: 5\nportable: 5\n");
        assertThat(result.status()).isZero();
    }

    /// In a JVM where nobody else has virtual threads.
    static final class Program {
        public static void main(String[] arguments) throws Exception {
            try (Arena arena = Arena.ofShared()) {
                List<Reader> readers = new ArrayList<>();
                for (Backend backend : Backend.values()) {
                    readers.add(new Reader(backend, Path.of(arguments[0], backend.name()), arena.allocate(8)));
                }
                long start = System.nanoTime();
                while (carriers() > 0
                        && System.nanoTime() - start < Duration.ofMinutes(3).toNanos()) {
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                }
                System.out.println("carriers: " + carriers());
                for (Reader reader : readers) reader.feed();
            }
        }

        private static long carriers() {
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("ForkJoinPool-"))
                    .count();
        }
    }

    /// Has a virtual thread read an empty pipe.
    private static final class Reader {

        private final Tidemill io;
        private final AsyncFile fifo;
        private final Task<Integer> read;

        Reader(Backend backend, Path path, MemorySegment target) throws Exception {
            io = Tidemill.start(TidemillConfig.DEFAULT.withBackend(backend));
            fifo = AsyncFile.open(io, Fifos.make(path), READ, WRITE).await();
            var start = new FutureTask<>(() -> fifo.read(target, 0));
            Thread.ofVirtual().start(start).join();
            read = start.get();
        }

        void feed() throws Exception {
            fifo.blocking().writeFully(new byte[5], 0);
            System.out.println(io.backend() + ": " + read.await());
            fifo.close();
            io.close();
        }
    }
}
