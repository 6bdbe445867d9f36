package dev.tidemill;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/// Pipes that have a name, for files that keep their readers waiting.
public final class Fifos {

    /// What the kernel gives a pipe, see pipe(7).
    public static final int CAPACITY = 64 * 1024;

    private static final Redirect NOTHING = Redirect.from(Path.of("/dev/null").toFile());

    private Fifos() {}

    /// Makes one.
    public static Path make(Path path) throws IOException, InterruptedException {
        Process mkfifo = new ProcessBuilder("mkfifo", path.toString())
                .redirectInput(NOTHING)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        if (mkfifo.waitFor() != 0) throw new IOException("mkfifo " + path + " failed");
        return path;
    }

    /// Waits until there are `bytes` in the pipe.
    public static void untilHolds(Path fifo, int bytes) throws IOException {
        try (var both = new RandomAccessFile(fifo.toFile(), "rw"); // waits for no other side
                var in = new FileInputStream(both.getFD())) {
            Waiting.until(
                    () -> available(in) == bytes, () -> fifo + " holds " + available(in) + " bytes and not " + bytes);
        }
    }

    private static int available(FileInputStream in) {
        try {
            return in.available();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
