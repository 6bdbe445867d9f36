package dev.tidemill.examples;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.BatchRead;
import dev.tidemill.file.ReadBatch;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// Many ranges of several files, handed to the kernel together and used as they come.
///
/// Prints a checksum of each block of 4 KiB at a multiple of 1 MiB: a fingerprint of large files
/// that reads little of them.
final class BatchedReads {

    private static final int BLOCK_BYTES = 4096;
    private static final long STEP_BYTES = 1024 * 1024;

    private BatchedReads() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            System.err.println("usage: BatchedReads FILE...");
            System.exit(2);
        }
        List<AsyncFile> files = new ArrayList<>();
        try {
            List<Hit> hits = new ArrayList<>();
            for (String argument : arguments) {
                AsyncFile file = AsyncFile.open(Path.of(argument)).await();
                files.add(file);
                long size = file.size().await();
                for (long position = 0; position < size; position += STEP_BYTES) {
                    hits.add(new Hit(file, position, BLOCK_BYTES));
                }
            }
            score(hits).forEach(System.out::println);
        } finally {
            Tasks.whenAll(files.stream().map(AsyncFile::closing).toList()).await();
        }
    }

    record Hit(AsyncFile file, long position, int length) {}

    record Score(Path path, long position, long bytes, long checksum) {}

    static List<Score> score(List<Hit> hits) throws IOException, InterruptedException {
        List<Score> scores = new ArrayList<>();
        // @start region=batch
        try (var batch = new ReadBatch()) {
            for (Hit hit : hits) batch.add(hit.file(), hit.position(), hit.length());
            for (BatchRead read : batch.submit()) { // as they come
                MemorySegment bytes = read.await(); // shorter than asked for if the file ends there
                scores.add(new Score(read.file().path(), read.position(), bytes.byteSize(), checksum(bytes)));
            }
        }
        // @end
        return scores;
    }

    private static long checksum(MemorySegment bytes) {
        var checksum = new CRC32C();
        checksum.update(bytes.asByteBuffer());
        return checksum.getValue();
    }
}
