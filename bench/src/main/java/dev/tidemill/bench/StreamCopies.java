package dev.tidemill.bench;

import dev.tidemill.blocking.BlockingInput;
import dev.tidemill.blocking.BlockingOutput;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.stream.Depths;
import dev.tidemill.transfer.StreamCopy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/// Copies between a file and streams whose code computes: `StreamCopy` against the loops of the
/// JDK, in turn, a number of rounds. The median of each, in MiB/s, with the least and the most, and
/// its ratio to that of the JDK's best loop.
final class StreamCopies {

    private static final long FILE_BYTES = Long.getLong("bench.streams.mib", 256) << 20;
    private static final int ROUNDS = Integer.getInteger("bench.streams.rounds", 7);
    private static final String ONLY = System.getProperty("bench.streams.only", ""); // a part of the title
    private static final boolean DEPTHS = Boolean.getBoolean("bench.streams.depths");

    private final Path file;

    private StreamCopies(Path folder) {
        file = folder.resolve("source");
    }

    /// What takes the bytes, and computes.
    private abstract static class Digesting extends OutputStream {

        private final byte[] one = new byte[1];

        @Override
        public final void write(int b) {
            one[0] = (byte) b;
            write(one, 0, 1);
        }

        @Override
        public abstract void write(byte[] bytes, int offset, int length);
    }

    private static OutputStream sha256() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has it", e);
        }
        return new Digesting() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                digest.update(bytes, offset, length);
            }
        };
    }

    private static OutputStream crc32c() {
        var checksum = new CRC32C();
        return new Digesting() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                checksum.update(bytes, offset, length);
            }
        };
    }

    private interface Work {
        long run() throws IOException, InterruptedException;
    }

    /// @param folder where the file is made
    static void compare(Path folder) throws IOException, InterruptedException {
        Path made = Files.createTempDirectory(folder, "streams");
        new StreamCopies(made).compare();
        Files.delete(made);
    }

    private void compare() throws IOException, InterruptedException {
        write();
        for (boolean isCached : new boolean[] {true, false}) {
            String where = isCached ? ", cached" : ", not in memory";
            table("File to CRC32C" + where, !isCached, StreamCopies::crc32c);
            table("File to SHA-256" + where, !isCached, StreamCopies::sha256);
        }
        Files.delete(file);
    }

    private void write() throws IOException {
        byte[] piece = new byte[1 << 20];
        var random = new Random(1);
        try (OutputStream output = Files.newOutputStream(file)) {
            for (long written = 0; written < FILE_BYTES; written += piece.length) {
                random.nextBytes(piece);
                output.write(piece);
            }
        }
    }

    private void table(String title, boolean evict, Supplier<OutputStream> sink)
            throws IOException, InterruptedException {
        if (!title.contains(ONLY)) return;
        Map<String, Work> sides = new LinkedHashMap<>();
        sides.put("InputStream.transferTo", () -> transfer(sink.get()));
        for (int kib : new int[] {64, 256}) sides.put("loop, " + kib + " KiB", () -> loop(kib << 10, sink.get()));
        int ofJdk = sides.size();
        sides.put("StreamCopy", () -> copy(sink.get()));
        sides.put("StreamCopy of an InputStream", () -> copyStream(sink.get()));
        if (DEPTHS) {
            for (int kib : new int[] {64, 128, 256, 512})
                for (int depth : new int[] {1, 2, 4, 8})
                    sides.put(depth + " pieces of " + kib + " KiB", () -> depth(sink.get(), depth, kib << 10));
        }
        Map<String, List<Double>> speeds = new LinkedHashMap<>();
        for (int round = -2; round < ROUNDS; round++) { // the first two warm up
            for (var side : sides.entrySet()) {
                if (evict) PageCache.evict(file);
                long start = System.nanoTime();
                if (side.getValue().run() != FILE_BYTES) throw new AssertionError(side.getKey());
                double speed = FILE_BYTES / (double) (1 << 20) / ((System.nanoTime() - start) / 1e9);
                if (round >= 0)
                    speeds.computeIfAbsent(side.getKey(), _ -> new ArrayList<>())
                            .add(speed);
            }
        }
        speeds.values().forEach(all -> all.sort(null));
        double best = speeds.values().stream()
                .limit(ofJdk)
                .mapToDouble(StreamCopies::median)
                .max()
                .orElseThrow();
        System.out.printf("%n%s.%n%n| side | MiB/s | of the best of the JDK |%n|---|---:|---:|%n", title);
        speeds.forEach((side, all) -> System.out.printf(
                "| %s | %,.0f [%,.0f–%,.0f] | %.2f |%n",
                side, median(all), all.getFirst(), all.getLast(), median(all) / best));
    }

    private static double median(List<Double> sorted) {
        return sorted.get(sorted.size() / 2);
    }

    private long transfer(OutputStream sink) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            return input.transferTo(sink);
        }
    }

    private long loop(int bytes, OutputStream sink) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            byte[] piece = new byte[bytes];
            long copied = 0;
            for (int now = input.read(piece); now >= 0; now = input.read(piece)) {
                sink.write(piece, 0, now);
                copied += now;
            }
            return copied;
        }
    }

    private long copy(OutputStream stream) throws IOException, InterruptedException {
        try (ByteSource source = AsyncFiles.source(file).await();
                ByteSink sink = BlockingOutput.of(stream);
                StreamCopy copy = StreamCopy.start(source, sink)) {
            return copy.await();
        }
    }

    private long copyStream(OutputStream stream) throws IOException, InterruptedException {
        try (ByteSource source = BlockingInput.of(Files.newInputStream(file));
                ByteSink sink = BlockingOutput.of(stream);
                StreamCopy copy = StreamCopy.start(source, sink)) {
            return copy.await();
        }
    }

    private long depth(OutputStream stream, int depth, int pieceBytes) throws IOException, InterruptedException {
        try (ByteSource source = AsyncFiles.source(file).await();
                ByteSink sink = BlockingOutput.of(stream)) {
            return Depths.transfer(source, sink, depth, pieceBytes).await();
        }
    }
}
