package dev.tidemill.examples;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.BlockingFile;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One open file for those who wait and those who do not; the same method on a platform thread and
/// on virtual ones.
final class BlockingCallers {

    private BlockingCallers() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 1) {
            System.err.println("usage: BlockingCallers FILE");
            System.exit(2);
        }
        try (AsyncFile file = AsyncFile.open(Path.of(arguments[0])).await()) {
            long size = file.size().await();
            System.out.println(lines(file, 0, size) + " lines"); // this thread makes the system calls
            System.out.println(linesByParts(file, 4) + " lines"); // four virtual threads, at the same time
        }
    }

    /// The newlines in a range of the file, or up to its end.
    static long lines(AsyncFile file, long from, long to) throws IOException, InterruptedException {
        BlockingFile blocking = file.blocking(); // nothing to close
        byte[] block = new byte[64 * 1024];
        long lines = 0;
        long position = from;
        while (position < to) {
            int length = (int) Math.min(block.length, to - position);
            int read = blocking.read(block, 0, length, position);
            if (read == 0) break; // the file is shorter than it was
            for (int i = 0; i < read; i++) if (block[i] == '\n') lines++;
            position += read;
        }
        return lines;
    }

    static long linesByParts(AsyncFile file, int parts) throws IOException, InterruptedException {
        long size = file.size().await();
        List<Task<Long>> counts = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            long from = size * i / parts;
            long to = size * (i + 1) / parts;
            counts.add(Task.run(() -> lines(file, from, to)));
        }
        long lines = 0;
        for (long count : Tasks.whenAll(counts).await()) lines += count;
        return lines;
    }
}
