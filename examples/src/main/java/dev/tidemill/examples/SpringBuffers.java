package dev.tidemill.examples;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.nio.TidemillFileChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Path;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// A file copied with Spring's `DataBufferUtils`, whose reads and writes take no thread here.
final class SpringBuffers {

    private static final int BUFFER_BYTES = 64 * 1024;

    private SpringBuffers() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("usage: SpringBuffers SOURCE TARGET");
            System.exit(2);
        }
        System.out.println(copy(Path.of(arguments[0]), Path.of(arguments[1])).block() + " bytes");
    }

    /// @return gives how many bytes it was, when both files are closed
    static Mono<Long> copy(Path source, Path target) {
        return Mono.using(
                () -> TidemillFileChannel.open(target, CREATE, TRUNCATE_EXISTING, WRITE),
                channel -> write(read(source, 0), channel, 0),
                SpringBuffers::close);
    }

    static Flux<DataBuffer> read(Path source, long position) {
        return DataBufferUtils.readAsynchronousFileChannel(
                () -> TidemillFileChannel.open(source, READ),
                position,
                DefaultDataBufferFactory.sharedInstance,
                BUFFER_BYTES);
    }

    static Mono<Long> write(Flux<DataBuffer> buffers, AsynchronousFileChannel channel, long position) {
        return DataBufferUtils.write(buffers, channel, position)
                .map(SpringBuffers::release)
                .reduce(0L, Long::sum);
    }

    private static long release(DataBuffer written) {
        long bytes = written.writePosition();
        DataBufferUtils.release(written);
        return bytes;
    }

    private static void close(AsynchronousFileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
