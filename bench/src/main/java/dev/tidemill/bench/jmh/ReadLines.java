package dev.tidemill.bench.jmh;

import dev.tidemill.text.TextReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A log line by line, from the page cache: the result is milliseconds for 64 MiB.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ReadLines {

    private static final int FILE_CHARS = 64 << 20;

    @Param({"UTF-8", "windows-1252"})
    String charset = "";

    /// What is in a line beside ASCII.
    @Param({"", "ä"})
    String special = "";

    private Path path;

    @Setup
    public void write() throws IOException {
        path = Files.createTempFile("read-lines", ".log");
        var random = new SplittableRandom(1);
        try (var log = Files.newBufferedWriter(path, Charset.forName(charset))) {
            for (int chars = 0; chars < FILE_CHARS; ) {
                String line = "2026-11-21T13:%02d:%02d.%03dZ INFO  [worker-%d] request %d served %sin %d us from %s"
                        .formatted(
                                random.nextInt(60),
                                random.nextInt(60),
                                random.nextInt(1000),
                                random.nextInt(64),
                                random.nextInt(),
                                special,
                                random.nextInt(100_000),
                                "cache".repeat(random.nextInt(8)));
                log.write(line);
                log.write('\n');
                chars += line.length() + 1;
            }
        }
    }

    @TearDown
    public void delete() throws IOException {
        Files.delete(path);
    }

    @Benchmark
    public long bufferedReader() throws IOException {
        long chars = 0;
        try (BufferedReader reader = Files.newBufferedReader(path, Charset.forName(charset))) {
            for (String line; (line = reader.readLine()) != null; ) chars += line.length();
        }
        return chars;
    }

    @Benchmark
    public long textReader() throws IOException, InterruptedException {
        long chars = 0;
        try (TextReader reader = TextReader.open(path, Charset.forName(charset)).await()) {
            for (String line; (line = reader.readLine().await()) != null; ) chars += line.length();
        }
        return chars;
    }
}
