package dev.tidemill.engine.portable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.engine.EngineSettings;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.OpenMode.Flag;
import dev.tidemill.engine.Operation;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A portable engine for each test, of which nothing may be left: no descriptor, no thread.
abstract class EngineTest {

    static final CancellationToken NONE = CancellationToken.none();
    static final OpenMode READ_WRITE_CREATE = OpenMode.of(Flag.READ, Flag.WRITE, Flag.CREATE);

    static final OpenMode.Exclusive LOCKED = path -> new FileSystemException(path.toString(), null, "it is locked");

    @TempDir
    Path folder;

    Arena arena = Arena.ofShared();
    PortableEngine engine = new PortableEngine(settings(8, 16_384));
    private List<String> openBefore = List.of();

    static EngineSettings settings(int blockingThreads, int maxInFlight) {
        return new EngineSettings(1, 256, 1024, maxInFlight, 8, 8, 8, blockingThreads, false, Duration.ofSeconds(30));
    }

    @BeforeEach
    void rememberWhatIsOpen() throws IOException {
        openBefore = openFiles();
    }

    @AfterEach
    void nothingIsLeft() throws IOException, InterruptedException {
        engine.close();
        assertThat(engine.pendingOperations()).as("pending operations").isZero();
        for (Thread thread : threads()) thread.join();
        arena.close();
        assertThat(openFiles()).isEqualTo(openBefore);
    }

    static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tidemill-io-")
                        || thread.getName().equals("tidemill-poll"))
                .toList();
    }

    /// What this process has open, as far as it is ours.
    private List<String> openFiles() throws IOException {
        List<String> open = new ArrayList<>();
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith(folder.toString()) || target.startsWith("anon_inode:[event"))
                        open.add(target);
                } catch (IOException e) {
                    assertThat(descriptor).doesNotExist(); // the one of the stream we read from
                }
            }
        }
        open.sort(null);
        return open;
    }

    Path fifo(String name) throws IOException, InterruptedException {
        Path path = folder.resolve(name);
        int status = new ProcessBuilder("mkfifo", path.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(status).isZero();
        return path;
    }

    FileHandle open(Path path, OpenMode mode) throws IOException, InterruptedException {
        return opening(path, mode).await();
    }

    Task<FileHandle> opening(Path path, OpenMode mode) {
        return engine.submit(new Operation.Open<>(NativePath.of(path), mode, handle -> handle), NONE);
    }

    void close(FileHandle file) throws IOException, InterruptedException {
        file.close(engine).await();
    }

    Task<Integer> read(FileHandle file, MemorySegment target, long position) {
        return engine.submit(new Operation.Read(file, target, position, null), NONE);
    }

    Task<Void> readFully(FileHandle file, ByteBuffer target, long position) {
        return engine.submit(new Operation.ReadFully(file, MemorySegment.ofBuffer(target), position, target), NONE);
    }

    Task<Void> writeFully(FileHandle file, MemorySegment source, long position) {
        return engine.submit(new Operation.WriteFully(file, source, position, null), NONE);
    }

    static MemorySegment heap(String text) {
        return MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static String text(MemorySegment segment) {
        return new String(segment.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }

    /// How far a task had come that was cancelled.
    static Cancellation.Reach reach(Task<?> task) throws InterruptedException {
        return switch (task.outcome()) {
            case Outcome.Cancelled<?>(var cancellation) -> cancellation.reach();
            case Outcome<?> other -> throw new AssertionError("not cancelled: " + other);
        };
    }
}
