package dev.tidemill.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.nio.TidemillFileChannel;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.Flux;

@Timeout(60)
class SpringBuffersTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64 * 1024, 64 * 1024 + 1, 5_000_000})
    void aCopyIsWhatWasCopied(int size) throws Exception {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Path source = Files.write(folder.resolve("source"), content);
        Path target = Files.writeString(folder.resolve("target"), "what was there before");

        assertThat(Printed.by(() -> SpringBuffers.main(new String[] {source.toString(), target.toString()})))
                .containsExactly(size + " bytes");
        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void readingAndWritingBeginWhereTheyAreTold() throws Exception {
        Path path = Files.writeString(folder.resolve("file"), "0123456789");

        assertThat(text(SpringBuffers.read(path, 7))).isEqualTo("789");
        assertThat(text(SpringBuffers.read(path, 10))).isEmpty();
        try (var channel = TidemillFileChannel.open(path, WRITE)) {
            Flux<DataBuffer> buffers = Flux.just("ab", "cd").map(SpringBuffersTest::buffer);
            assertThat(SpringBuffers.write(buffers, channel, 3).block()).isEqualTo(4);
        }
        assertThat(path).hasContent("012abcd789");
    }

    @Test
    void whatIsMissingFailsThePublisher() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> SpringBuffers.read(missing, 0).blockLast())
                .hasCauseInstanceOf(NoSuchFileException.class);
    }

    /// What stands for a reader who asks for one buffer at a time and goes away in the middle.
    @Test
    void whoeverHasEnoughClosesTheChannel() throws Exception {
        Path path = Files.write(folder.resolve("file"), new byte[1000]);
        var opened = new AtomicReference<AsynchronousFileChannel>();
        Flux<DataBuffer> buffers = DataBufferUtils.readAsynchronousFileChannel(
                () -> {
                    opened.set(TidemillFileChannel.open(path, READ));
                    return opened.get();
                },
                DefaultDataBufferFactory.sharedInstance,
                10);

        assertThat(buffers.limitRate(1)
                        .map(SpringBuffersTest::release)
                        .take(3)
                        .reduce(0, Integer::sum)
                        .block())
                .isEqualTo(30);
        while (opened.get().isOpen()) Thread.onSpinWait();
    }

    private static String text(Flux<DataBuffer> buffers) {
        DataBuffer all = DataBufferUtils.join(buffers).block();
        if (all == null) return "";
        String text = all.toString(US_ASCII);
        DataBufferUtils.release(all);
        return text;
    }

    private static int release(DataBuffer read) {
        int bytes = read.readableByteCount();
        DataBufferUtils.release(read);
        return bytes;
    }

    private static DataBuffer buffer(String text) {
        return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(US_ASCII));
    }
}
