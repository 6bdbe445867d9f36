package dev.tidemill.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// System calls by many threads at the same time: nobody gets what is another one's.
@Timeout(60)
class LibCThreadsTest {
    private static final int BLOCK = 64;
    private static final int BLOCKS = 4096;

    @TempDir
    private Path folder;

    @BeforeEach
    void systemCallsAreThere() {
        Assumptions.assumeTrue(LibC.isAvailable(), LibC.unavailabilityCause());
    }

    @Test
    void everyThreadGetsItsOwnErrno() throws Exception {
        try (Arena arena = Arena.ofShared()) {
            long missing =
                    arena.allocateFrom(folder.resolve("missing").toString()).address();
            long directory = arena.allocateFrom(folder.toString()).address();
            onManyThreads((thread, times) -> {
                for (int i = 0; i < times; i++) {
                    switch (thread % 4) {
                        case 0 -> assertErrno(Errno.ENOENT, LibC.open(missing, Fcntl.O_RDONLY, 0));
                        case 1 -> assertErrno(Errno.EBADF, LibC.preadv2(-1, directory, 1, 0, 0));
                        case 2 -> assertErrno(Errno.EEXIST, LibC.mkdirat(Fcntl.AT_FDCWD, directory, 0700));
                        default -> assertEquals(ProcessHandle.current().pid(), LibC.getpid());
                    }
                    if (i % 64 == 0) {
                        Thread.yield(); // on another carrier from here on
                    }
                }
            });
        }
    }

    @Test
    void everyThreadGetsItsOwnData() throws Exception {
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        Path file = folder.resolve("blocks");
        ByteBuffer content = ByteBuffer.allocate(BLOCK * BLOCKS).order(ByteOrder.nativeOrder());
        while (content.hasRemaining()) {
            content.putLong(content.position() / BLOCK);
        }
        Files.write(file, content.array());
        try (Arena arena = Arena.ofShared()) {
            int fd = LibC.open(arena.allocateFrom(file.toString()).address(), Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
            assertTrue(fd >= 0);
            onManyThreads((thread, times) -> {
                Random random = new Random(seed + thread);
                try (Arena own = Arena.ofConfined()) {
                    long target = own.allocate(ValueLayout.JAVA_LONG, BLOCK / Long.BYTES)
                            .address();
                    for (int i = 0; i < times; i++) {
                        long block = random.nextInt(BLOCKS);
                        int length = Long.BYTES * (1 + random.nextInt(BLOCK / Long.BYTES));
                        long read = random.nextBoolean()
                                ? LibC.preadv2(fd, target, length, block * BLOCK, 0)
                                : LibC.pread64(fd, target, length, block * BLOCK);
                        String step = "-Dtidemill.test.seed=" + seed + " thread " + thread + " step " + i;
                        assertEquals(length, read, step);
                        assertEquals(block, Memory.getLong(target), step);
                        assertEquals(block, Memory.getLong(target + length - Long.BYTES), step);
                        if (i % 64 == 0) {
                            Thread.yield(); // on another carrier from here on
                        }
                    }
                }
            });
            assertEquals(0, LibC.close(fd));
        }
    }

    private static void assertErrno(Errno expected, long result) {
        if (result != -expected.number()) {
            throw new AssertionError("expected " + expected + " but the result is " + result);
        }
    }

    private interface Work {
        void run(int thread, int times);
    }

    private static void onManyThreads(Work work) throws Exception {
        try (ExecutorService platform = Executors.newFixedThreadPool(8);
                ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int thread = i;
                runs.add(platform.submit(() -> work.run(thread, 10_000)));
            }
            for (int i = 8; i < 200; i++) {
                int thread = i;
                runs.add(virtual.submit(() -> work.run(thread, 500)));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        }
    }
}
