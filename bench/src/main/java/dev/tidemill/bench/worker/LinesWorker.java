package dev.tidemill.bench.worker;

import com.sun.management.ThreadMXBean;
import dev.tidemill.text.TextReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads a log by lines, some times. Prints for each time the nanoseconds, those of all processors,
/// and the bytes of garbage beside the strings.
public final class LinesWorker {

    /// The header and the fields of a string and its array; lengths are multiples of eight.
    private static final int STRING_BYTES = 24 + 16;

    private long strings;

    private LinesWorker() {}

    /// @param arguments `jdk` or `tidemill`, the file, rounds
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Path log = Path.of(arguments[1]);
        for (int round = Integer.parseInt(arguments[2]); round > 0; round--) {
            var worker = new LinesWorker();
            long garbage = threads.getTotalThreadAllocatedBytes();
            long cpu = ProcessClock.nanos();
            long begin = System.nanoTime();
            if (arguments[0].equals("jdk")) worker.readJdk(log);
            else worker.read(log);
            long nanos = System.nanoTime() - begin;
            cpu = ProcessClock.nanos() - cpu;
            garbage = threads.getTotalThreadAllocatedBytes() - garbage;
            System.out.println(nanos + " " + cpu + " " + (garbage - worker.strings));
        }
        System.exit(0);
    }

    private void readJdk(Path log) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(log)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) count(line);
        }
    }

    private void read(Path log) throws IOException, InterruptedException {
        try (TextReader reader = TextReader.open(log).await()) {
            for (String line; (line = reader.readLine().await()) != null; ) count(line);
        }
    }

    private void count(String line) {
        strings += STRING_BYTES + (line.length() + 7 & -8); // ASCII
    }
}
