package dev.tidemill.flow;

import dev.tidemill.TargetFolder;
import dev.tidemill.task.PublisherContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class FilePublisherRulesTest {

    private static final int ENOUGH = 1_000; // more is a file that never ends

    @TempDir(factory = TargetFolder.class)
    private Path folder;

    @Nested
    class OfAFile extends PublisherContract<ByteBuffer> {

        @Override
        protected Flow.Publisher<ByteBuffer> publisher(long items) {
            return FilePublisher.of(items > ENOUGH ? Path.of("/dev/zero") : file((int) items))
                    .withBufferBytes(1);
        }

        @Override
        protected Flow.Publisher<ByteBuffer> failedPublisher() {
            return FilePublisher.of(folder.resolve("missing"));
        }
    }

    private Path file(int bytes) {
        try {
            return Files.write(folder.resolve(bytes + " bytes"), new byte[bytes]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Nested
    class OfASource extends PublisherContract<ByteBuffer> {

        @Override
        protected Flow.Publisher<ByteBuffer> publisher(long items) {
            int bytes = (int) Math.min(items, 1_000_000);
            return FilePublisher.of(new MemorySource(new byte[bytes], null)).withBufferBytes(1);
        }

        @Override
        protected Flow.Publisher<ByteBuffer> failedPublisher() {
            FilePublisher publisher = FilePublisher.of(new MemorySource(new byte[1], null));
            publisher.subscribe(new Probe()); // the one there may be
            return publisher;
        }
    }
}
