package dev.tidemill.bench.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/// The program of a JVM in which many wait, while garbage is collected.
///
/// It prints the bytes of heap held for each of them, and the bytes of memory outside of the heap.
/// How long the collections take the JVM itself logs: the last
/// [#COMPLETE_COLLECTIONS] complete ones, and the others behind them.
public final class WaitingWorker {

    /// So many complete collections come at the end, before the others.
    public static final int COMPLETE_COLLECTIONS = 3;

    private static final long GARBAGE_BYTES = 3L << 30;
    private static final int WARM_UP_COUNT = 200;
    private static final int WARM_UP_ROUNDS = 100;
    private static final int LIVE_BLOCKS = 4_096; // of what an application works with meanwhile

    private WaitingWorker() {}

    /// @param args the wait and how many
    public static void main(String[] args) throws InterruptedException {
        Wait wait = Wait.of(args[0]);
        warmUp(wait);
        var held = new Object[Integer.parseInt(args[1])];
        collect(); // what one collection leaves the next one takes
        long heap = LiveHeap.bytes();
        long resident = residentBytes();
        wait.fill(held);
        double count = held.length;
        System.out.printf("%.0f %.0f%n", (LiveHeap.bytes() - heap) / count, (residentBytes() - resident) / count);
        collect();
        makeGarbage();
        Reference.reachabilityFence(held);
        System.exit(0);
    }

    /// Frames of compiled code are smaller than those of interpreted code.
    private static void warmUp(Wait wait) throws InterruptedException {
        var held = new Object[WARM_UP_COUNT];
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            wait.fill(held);
            Wait.end(held);
        }
    }

    private static void collect() {
        for (int i = 0; i < COMPLETE_COLLECTIONS; i++) System.gc();
    }

    /// Blocks of 1 KiB, of which a few live on for a while.
    private static void makeGarbage() {
        var live = new byte[LIVE_BLOCKS][];
        for (long bytes = 0; bytes < GARBAGE_BYTES; bytes += 1_024) {
            live[ThreadLocalRandom.current().nextInt(LIVE_BLOCKS)] = new byte[1_000];
        }
        Reference.reachabilityFence(live);
    }

    /// The heap is touched when the JVM starts, so what comes is outside of it.
    private static long residentBytes() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
