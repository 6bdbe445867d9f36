package dev.tidemill.bench;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncOption;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.stream.ByteSource;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Files one byte after the other: sources and sinks against the streams of the JDK, in turn, a
/// number of rounds. The median of each, in MiB/s, with the least and the most.
final class ByteStreams {

    private static final int FILE_BYTES = Integer.getInteger("bench.streams.mib", 256) << 20;
    private static final int ROUNDS = Integer.getInteger("bench.streams.rounds", 5);
    private static final String ONLY = System.getProperty("bench.streams.only", ""); // a part of the title
    private static final int RECORD = 100;
    private static final int BLOCK = 64 * 1024;

    private final Path file;
    private final Path copy;

    private ByteStreams(Path folder) {
        file = folder.resolve("source");
        copy = folder.resolve("copy");
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /// @param folder where the files are made
    static void compare(Path folder) throws IOException, InterruptedException {
        new ByteStreams(Files.createTempDirectory(folder, "streams")).compare();
    }

    private void compare() throws IOException, InterruptedException {
        byte[] content = new byte[FILE_BYTES];
        new Random(1).nextBytes(content);
        Files.write(file, content);
        Map<String, Work> sides = new LinkedHashMap<>();
        sides.put("BufferedInputStream", () -> readJdk(RECORD, true));
        sides.put("source", () -> read(RECORD, 8));
        table("Cached, records of 100 bytes", false, sides);
        sides.put("InputStream", () -> readJdk(BLOCK, false));
        sides.put("source", () -> read(BLOCK, 8));
        table("Cached, blocks of 64 KiB", false, sides);
        sides.put("InputStream", () -> readJdk(BLOCK, false));
        depths(sides);
        table("Not in memory, blocks of 64 KiB", true, sides);
        depths(sides, AsyncOption.DIRECT);
        table("DIRECT, blocks of 64 KiB", true, sides);
        sides.put("BufferedOutputStream", () -> writeJdk(RECORD, true));
        sides.put("sink", () -> write(RECORD, 4));
        table("Written, records of 100 bytes", false, sides);
        sides.put("OutputStream", () -> writeJdk(BLOCK, false));
        for (int depth : new int[] {0, 1, 2, 4, 8}) sides.put("sink, depth " + depth, () -> write(BLOCK, depth));
        table("Written, blocks of 64 KiB", false, sides);
        transfers(sides);
        table("Transferred, cached", false, sides);
        transfers(sides);
        table("Transferred, not in memory", true, sides);
        Files.deleteIfExists(copy);
        Files.delete(file);
        Files.delete(file.getParent());
    }

    private void depths(Map<String, Work> sides, OpenOption... options) {
        for (int depth : new int[] {0, 1, 2, 4, 8, 16}) {
            if (depth > 0 || options.length == 0)
                sides.put("source, depth " + depth, () -> read(BLOCK, depth, options));
        }
    }

    private void transfers(Map<String, Work> sides) {
        sides.put("InputStream.transferTo", this::transferJdk);
        sides.put("InputStream.transferTo, between two files", this::transferFilesOfJdk);
        sides.put("source.transferTo", this::transfer);
    }

    private void table(String title, boolean evict, Map<String, Work> sides) throws IOException, InterruptedException {
        if (!title.contains(ONLY)) sides.clear();
        if (sides.isEmpty()) return;
        Map<String, List<Double>> speeds = new LinkedHashMap<>();
        for (int round = -1; round < ROUNDS; round++) { // the first warms up
            for (var side : sides.entrySet()) {
                if (evict) PageCache.evict(file);
                Files.deleteIfExists(copy);
                long start = System.nanoTime();
                side.getValue().run();
                double speed = FILE_BYTES / (double) (1 << 20) / ((System.nanoTime() - start) / 1e9);
                if (round >= 0)
                    speeds.computeIfAbsent(side.getKey(), _ -> new ArrayList<>())
                            .add(speed);
            }
        }
        System.out.printf("%n%s.%n%n| side | MiB/s |%n|---|---:|%n", title);
        speeds.forEach((side, all) -> {
            all.sort(null);
            System.out.printf(
                    "| %s | %,.0f [%,.0f–%,.0f] |%n", side, all.get(all.size() / 2), all.getFirst(), all.getLast());
        });
        sides.clear();
    }

    private void readJdk(int bytes, boolean buffered) throws IOException {
        try (InputStream plain = Files.newInputStream(file);
                InputStream input = buffered ? new BufferedInputStream(plain, 128 * 1024) : plain) {
            byte[] target = new byte[bytes];
            long read = 0;
            for (int now = input.read(target); now >= 0; now = input.read(target)) read += now;
            check(read);
        }
    }

    private void read(int bytes, int depth, OpenOption... options) throws IOException, InterruptedException {
        List<OpenOption> all = new ArrayList<>(List.of(options));
        all.add(READ);
        try (AsyncFile opened =
                        AsyncFile.open(file, all.toArray(OpenOption[]::new)).await();
                ByteSource source = opened.source(0, depth)) {
            ByteBuffer target = bytes < BLOCK ? ByteBuffer.allocate(bytes) : ByteBuffer.allocateDirect(bytes);
            long read = 0;
            for (int now = source.read(target.clear()).await();
                    now >= 0;
                    now = source.read(target.clear()).await()) read += now;
            check(read);
        }
    }

    private void writeJdk(int bytes, boolean buffered) throws IOException {
        try (OutputStream plain = Files.newOutputStream(copy);
                OutputStream output = buffered ? new BufferedOutputStream(plain, 128 * 1024) : plain) {
            byte[] source = new byte[bytes];
            for (int written = 0; written < FILE_BYTES; written += bytes) output.write(source);
        }
    }

    private void write(int bytes, int depth) throws IOException, InterruptedException {
        try (AsyncFile opened =
                        AsyncFile.open(copy, WRITE, CREATE, TRUNCATE_EXISTING).await();
                ByteSink sink = opened.sink(0, depth)) {
            ByteBuffer source = bytes < BLOCK ? ByteBuffer.allocate(bytes) : ByteBuffer.allocateDirect(bytes);
            for (int written = 0; written < FILE_BYTES; written += bytes)
                sink.write(source.clear()).await();
        }
    }

    private void transferJdk() throws IOException {
        try (InputStream input = Files.newInputStream(file);
                OutputStream output = new BufferedOutputStream(Files.newOutputStream(copy))) { // no FileChannel inside
            check(input.transferTo(output));
        }
    }

    private void transferFilesOfJdk() throws IOException { // that finds channels of files, and the kernel copies
        try (InputStream input = Files.newInputStream(file);
                OutputStream output = Files.newOutputStream(copy)) {
            check(input.transferTo(output));
        }
    }

    private void transfer() throws IOException, InterruptedException {
        try (AsyncFile from = AsyncFile.open(file).await();
                AsyncFile to =
                        AsyncFile.open(copy, WRITE, CREATE, TRUNCATE_EXISTING).await();
                ByteSource source = from.source();
                ByteSink sink = to.sink()) {
            check(source.transferTo(sink).await());
        }
    }

    private static void check(long bytes) {
        if (bytes != FILE_BYTES) throw new AssertionError(bytes + " bytes");
    }
}
