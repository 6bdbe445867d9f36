package dev.tidemill.examples;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.Tidemill;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Ten thousand reads wait at the same time, no thread waits with them, and other virtual threads
/// go on. [TwoWaitingReaders] shows how little it takes to stop them otherwise.
///
/// The file is a named pipe with nothing in it, so the reads really wait. Linux only, as the
/// threads are counted in `/proc`.
final class TenThousandReads {

    private static final int READS = 10_000;
    private static final int BEATS = 100;

    private TenThousandReads() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("tidemill");
        Path pipe = folder.resolve("pipe");
        try {
            var mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO();
            int status = mkfifo.start().waitFor();
            if (status != 0) throw new IOException(pipe + ": mkfifo ended with status " + status);
            System.out.println(run(Tidemill.shared(), pipe));
        } finally {
            Files.deleteIfExists(pipe);
            Files.delete(folder);
        }
    }

    record Report(String engine, int threadsBefore, int waitingReads, int threadsMeanwhile, int beats, int bytesRead) {

        @Override
        public String toString() {
            return engine + ": " + threadsBefore + " threads before\n"
                    + waitingReads + " reads are waiting: " + threadsMeanwhile + " threads\n"
                    + "a virtual thread beat " + beats + " times meanwhile\n"
                    + "then " + READS + " bytes were written: " + bytesRead + " were read";
        }
    }

    static Report run(Tidemill io, Path pipe) throws IOException, InterruptedException {
        var beats = new Semaphore(0);
        Thread heart = Thread.startVirtualThread(() -> beat(beats));

        // Closed in the order from the last to the first: no read is pending when the memory goes.
        // A pipe that is open both ways has no end, and opening it waits for nobody.
        try (Arena arena = Arena.ofShared();
                AsyncFile file = AsyncFile.open(io, pipe, READ, WRITE).await()) {
            MemorySegment memory = arena.allocate(READS);
            // What the first operation and the first virtual thread start is there from here on.
            file.writeFully(new byte[1], 0).await();
            file.readFully(memory.asSlice(0, 1), 0).await();
            beats.acquire();
            int threadsBefore = threads();

            List<Task<Integer>> reads = new ArrayList<>();
            for (int i = 0; i < READS; i++) reads.add(file.read(memory.asSlice(i, 1), 0));

            beats.drainPermits();
            boolean alive = beats.tryAcquire(BEATS, 30, TimeUnit.SECONDS);
            int waiting = (int) reads.stream().filter(read -> !read.isDone()).count();
            int threadsMeanwhile = threads();

            file.writeFully(new byte[READS], 0).await();
            int bytesRead = 0;
            for (int bytes : Tasks.whenAll(reads).await()) bytesRead += bytes;
            return new Report(
                    io.backend().toString(),
                    threadsBefore,
                    waiting,
                    threadsMeanwhile,
                    alive ? BEATS : beats.drainPermits(),
                    bytesRead);
        } finally {
            heart.interrupt();
        }
    }

    /// An unrelated virtual thread: every 10 ms a beat.
    private static void beat(Semaphore beats) {
        try {
            while (true) {
                Thread.sleep(10);
                beats.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the end of it
        }
    }

    /// The threads of this process, also those of the JVM and those that the kernel runs for it.
    private static int threads() throws IOException {
        try (var threads = Files.list(Path.of("/proc/self/task"))) {
            return (int) threads.count();
        }
    }
}
