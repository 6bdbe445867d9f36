package dev.tidemill.bench;

import static java.nio.file.StandardOpenOption.READ;

import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncOption;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/// How late alarms ring while a ring has all the work it can take, and what they take from it.
///
/// ```sh
/// java -cp bench.jar dev.tidemill.bench.AlarmLateness ring|thread ALARMS FILE
/// ```
///
/// `ring`: the ring that carries out the reads drives the timer. `thread`: the timer has a thread
/// of its own. 128 virtual threads read 4 KiB each with `O_DIRECT` at random places of `FILE`; the
/// alarms are spread evenly over the time.
public final class AlarmLateness {

    private static final int READERS = 128;
    private static final int BLOCK_BYTES = 4096;
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final Duration ROUND = Duration.ofSeconds(4);

    private AlarmLateness() {}

    public static void main(String[] arguments) throws Exception {
        boolean ring = arguments[0].equals("ring");
        int alarms = Integer.parseInt(arguments[1]);
        Path path = Path.of(arguments[2]);
        Tidemill io = ring ? Tidemill.shared() : Tidemill.start(TidemillConfig.DEFAULT);
        try (Arena arena = Arena.ofShared();
                AsyncFile file =
                        AsyncFile.open(io, path, READ, AsyncOption.DIRECT).await()) {
            var reads = new LongAdder();
            List<Task<Void>> readers = new ArrayList<>();
            long blocks = file.size().await() / BLOCK_BYTES;
            for (int i = 0; i < READERS; i++) {
                MemorySegment block = arena.allocate(BLOCK_BYTES, BLOCK_BYTES);
                var random = new SplittableRandom(i);
                readers.add(Task.run(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        int read = file.read(block, random.nextLong(blocks) * BLOCK_BYTES)
                                .await();
                        if (read != BLOCK_BYTES) throw new AssertionError("a short read: " + read);
                        reads.increment();
                    }
                }));
            }
            var _ = round(alarms, WARM_UP);
            long before = reads.sum();
            long start = System.nanoTime();
            long[] lateness = round(alarms, ROUND);
            double seconds = (System.nanoTime() - start) / 1e9;
            double rate = (reads.sum() - before) / seconds;
            readers.forEach(Task::cancel);
            for (Task<Void> reader : readers) {
                var _ = reader.outcome();
            }
            Arrays.sort(lateness);
            System.out.printf(
                    "%s: %d alarms, late by p50 %.0f us, p99 %.0f us, at most %.0f us; %.0f reads/s%n",
                    arguments[0],
                    lateness.length,
                    percentile(lateness, 0.5),
                    percentile(lateness, 0.99),
                    percentile(lateness, 1),
                    rate);
        }
    }

    /// @return nanoseconds for each
    private static long[] round(int alarms, Duration duration) throws Exception {
        long[] lateness = new long[alarms];
        List<Task<Void>> rung = new ArrayList<>(alarms);
        var random = new SplittableRandom(alarms);
        for (int i = 0; i < alarms; i++) {
            int alarm = i;
            long nanos = random.nextLong(duration.toNanos());
            long due = System.nanoTime() + nanos;
            rung.add(Tasks.delay(Duration.ofNanos(nanos))
                    .thenRunAsync(() -> lateness[alarm] = System.nanoTime() - due, Tasks.inline()));
        }
        if (alarms == 0) {
            Tasks.delay(duration).await();
        }
        var _ = Tasks.whenAll(rung).await();
        return lateness;
    }

    private static double percentile(long[] sorted, double part) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.round(part * (sorted.length - 1))] / 1e3;
    }
}
