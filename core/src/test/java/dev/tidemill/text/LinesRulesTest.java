package dev.tidemill.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.TargetFolder;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.PublisherContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class LinesRulesTest {

    private static final int MOST_LINES = 1_000_000; // the rules that have more of them read a few

    @TempDir(factory = TargetFolder.class)
    private Path folder;

    private final Queue<TextReader> readers = new ConcurrentLinkedQueue<>();

    /// A publisher of lines closes nothing.
    @AfterEach
    void closeReaders() throws IOException {
        for (TextReader reader : readers) reader.close();
    }

    private Lines lines(TextReader reader) {
        readers.add(reader);
        return reader.lines();
    }

    private static byte[] text(long lines) {
        return "\n".repeat((int) Math.min(lines, MOST_LINES)).getBytes(UTF_8);
    }

    /// One that has its only subscriber.
    private Lines taken() {
        Lines lines = lines(TextReader.of(ByteSource.of(ByteBuffer.allocate(0))));
        lines.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {}

            @Override
            public void onNext(String line) {}

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onComplete() {}
        });
        return lines;
    }

    @Nested
    class OfAFile extends PublisherContract<String> {

        @Override
        protected Flow.Publisher<String> publisher(long items) {
            try {
                Path path = Files.write(folder.resolve("lines"), text(items));
                return lines(TextReader.open(path).await());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected Flow.Publisher<String> failedPublisher() {
            return taken();
        }
    }

    @Nested
    class OfASource extends PublisherContract<String> {

        @Override
        protected Flow.Publisher<String> publisher(long items) {
            return lines(TextReader.of(ByteSource.of(ByteBuffer.wrap(text(items)))));
        }

        @Override
        protected Flow.Publisher<String> failedPublisher() {
            return taken();
        }
    }
}
