package dev.tidemill.nio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.Leftovers;
import dev.tidemill.TargetFolder;
import dev.tidemill.annotation.Nullable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// Channels of the kind that a subclass says. After each test none is left open.
@Timeout(60)
abstract class ChannelFixture {

    @TempDir(factory = TargetFolder.class)
    private Path folder;

    private Leftovers leftovers;

    @BeforeEach
    final void start() {
        leftovers = Leftovers.before();
        startEngine();
    }

    @AfterEach
    final void nothingIsLeft() throws InterruptedException {
        endEngine();
        leftovers.assertNone();
    }

    void startEngine() {}

    void endEngine() throws InterruptedException {}

    abstract AsynchronousFileChannel open(
            Path path,
            Set<? extends OpenOption> options,
            @Nullable ExecutorService executor,
            FileAttribute<?>... attributes)
            throws IOException;

    AsynchronousFileChannel open(Path path, OpenOption... options) throws IOException {
        return open(path, new HashSet<>(Arrays.asList(options)), null);
    }

    final Path folder() {
        return folder;
    }

    final Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("file"), content, ISO_8859_1);
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    }

    static String text(ByteBuffer bytes) {
        return ISO_8859_1.decode(bytes).toString();
    }

    static String read(AsynchronousFileChannel channel, long position, int length) throws Exception {
        ByteBuffer target = ByteBuffer.allocate(length);
        channel.read(target, position).get();
        return text(target.flip());
    }

    static void refused(Class<? extends Throwable> type, String message, Executable what) {
        assertEquals(message, assertThrows(type, what).getMessage());
    }

    /// The future says so, not the call.
    static void failsWith(Class<? extends Throwable> type, Callable<? extends Future<?>> start) throws Exception {
        Future<?> future = start.call();
        assertInstanceOf(
                type, assertThrows(ExecutionException.class, future::get).getCause());
    }
}
