package dev.tidemill.examples;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Without Tidemill: two virtual threads wait in a [FileChannel], and on two processors no other
/// virtual thread runs until they have what they wait for. [TenThousandReads] is the same with it.
///
/// A virtual thread that waits for a file holds its carrier, and there is one for each processor.
/// On a machine with more of them:
///
/// ```
/// java -Djdk.virtualThreadScheduler.parallelism=2 ...
/// ```
final class TwoWaitingReaders {

    private static final int READERS = 2;

    private TwoWaitingReaders() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("tidemill");
        Path pipe = folder.resolve("pipe");
        try {
            var mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO();
            int status = mkfifo.start().waitFor();
            if (status != 0) throw new IOException(pipe + ": mkfifo ended with status " + status);
            run(pipe);
        } finally {
            Files.deleteIfExists(pipe);
            Files.delete(folder);
        }
    }

    private static void run(Path pipe) throws IOException, InterruptedException {
        try (FileChannel file = FileChannel.open(pipe, READ, WRITE)) {
            var started = new CountDownLatch(READERS);
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(Thread.startVirtualThread(() -> {
                    readOneByte(pipe, started);
                }));
            }
            started.await(); // from there to the read a reader gives its carrier to nobody

            var beats = new Semaphore(0);
            Thread heart = Thread.startVirtualThread(() -> beat(beats));
            boolean alive = beats.tryAcquire(3, TimeUnit.SECONDS);
            System.out.println(READERS + " virtual threads wait for a pipe, and another one "
                    + (alive ? "runs" : "has not run for 3 seconds"));

            ByteBuffer bytes = ByteBuffer.allocate(READERS);
            while (bytes.hasRemaining()) file.write(bytes);
            for (Thread reader : readers) reader.join();
            beats.acquire();
            System.out.println("they have their bytes, and it runs");
            heart.interrupt();
        }
    }

    private static void readOneByte(Path pipe, CountDownLatch started) {
        try (FileChannel file = FileChannel.open(pipe, READ, WRITE)) {
            started.countDown();
            if (file.read(ByteBuffer.allocate(1)) != 1) throw new IOException("the pipe has ended");
        } catch (IOException e) {
            System.err.println("read failed: " + e);
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
}
