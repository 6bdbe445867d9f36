package dev.tidemill.examples;

import dev.tidemill.blocking.BlockingInput;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.stream.BytePipe;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;

/// Bytes one after the other: records of a file, a copy with progress, old code that compresses.
final class ByteStreams {

    private static final int HEADER_BYTES = 8;

    private ByteStreams() {}

    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments.length > 0 ? arguments[0] : "records.bin");
        Path packed = path.resolveSibling(path.getFileName() + ".gz");
        writeRecords(path, 1_000);
        System.out.println(countRecords(path) + " records, " + copy(path, path.resolveSibling("copy")) + " bytes");
        System.out.println(compress(path, packed) + " bytes compressed");
    }

    static void writeRecords(Path path, int records) throws IOException, InterruptedException {
        try (ByteSink sink = AsyncFiles.sink(path).await()) {
            ByteBuffer record = ByteBuffer.allocate(HEADER_BYTES + 100);
            for (int i = 0; i < records; i++) {
                record.clear().putInt(i).putInt(i % 100).position(HEADER_BYTES + i % 100);
                sink.write(record.flip()).await(); // waits only if all buffers are on their way
            }
        } // what is left is written, and a failure of a write that nobody was told of is thrown
    }

    static int countRecords(Path path) throws IOException, InterruptedException {
        try (ByteSource source = AsyncFiles.source(path).await()) {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            int records = 0;
            while (source.read(header.clear()).await() >= 0) { // some of it, or -1 at the end
                source.readFully(header).await(); // the rest, or EOFException
                long length = header.getInt(4);
                if (source.skip(length).await() < length) throw new IOException("the last record is cut off");
                records++;
            }
            return records;
        }
    }

    static long copy(Path from, Path to) throws IOException, InterruptedException {
        try (ByteSource source = AsyncFiles.source(from).await();
                ByteSink sink = AsyncFiles.sink(to).await()) {
            return source.transferTo(sink, CancellationToken.none(), bytes -> System.out.println(bytes + " bytes"))
                    .cancelAfter(Duration.ofMinutes(1))
                    .await();
        }
    }

    static long compress(Path from, Path to) throws IOException, InterruptedException {
        var pipe = new BytePipe(64 * 1024);
        try (ByteSource source = AsyncFiles.source(from).await();
                ByteSink sink = AsyncFiles.sink(to).await()) {
            Task<Void> compressing = Task.run(() -> {
                try (InputStream plain = source.toInputStream(); // for code that waits
                        var packed = new GZIPOutputStream(pipe.sink().toOutputStream())) {
                    plain.transferTo(packed);
                }
            });
            long bytes = pipe.source().transferTo(sink).await();
            compressing.await();
            return bytes;
        }
    }

    static long checksum(InputStream old) throws IOException, InterruptedException {
        var checksum = new CRC32C();
        try (BlockingInput input = BlockingInput.of(old)) { // the other way round: a source like any other
            ByteBuffer piece = ByteBuffer.allocate(8192);
            while (input.read(piece.clear()).await() >= 0) checksum.update(piece.flip());
        }
        return checksum.getValue();
    }

    static byte[] tail(Path path, int bytes) throws IOException, InterruptedException {
        try (AsyncFile file = AsyncFile.open(path).await();
                ByteSource source = file.source(Math.max(0, file.size().await() - bytes))) {
            return source.readAllBytes().await();
        }
    }
}
