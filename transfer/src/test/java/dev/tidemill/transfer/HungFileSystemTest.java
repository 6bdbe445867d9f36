package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.Backend;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.blocking.BlockingOutput;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A file system does not answer: who cancels hears of the end all the same, of what is really
/// there, and what is in use then is given back when it can be.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class HungFileSystemTest {

    private static final int FILES = 40;

    /// A second on a machine that has nothing else to do.
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private MountedMemory memory;
    private Path mount;
    private Path target;
    private BufferedReader said;

    @BeforeEach
    void mount() throws Exception {
        target = Files.createDirectory(directory.resolve("target"));
        memory = MountedMemory.at(directory.resolve("mount"), false);
        mount = memory.path();
        said = memory.server().errorReader(StandardCharsets.UTF_8);
    }

    @AfterEach
    void unmount() throws Exception {
        if (memory != null) memory.unmount();
    }

    private void awaitHang() throws IOException, InterruptedException {
        for (int i = 0; i < 5000 && !said.ready(); i++) memory.assertServed();
        assertThat(said.ready()).as("whether anybody waits").isTrue();
        assertThat(said.readLine()).isEqualTo("hangs");
    }

    private Path tree() throws IOException {
        Path tree = Files.createDirectory(mount.resolve("tree"));
        for (int i = 0; i < FILES; i++) Files.writeString(tree.resolve("file " + i), "x".repeat(100 + i));
        Files.writeString(tree.resolve("hangs"), "slow");
        return tree;
    }

    /// Its patience with the file system, which does not answer as long as this waits, is 600 ms.
    private static Cancellation cancel(Transfer<?> transfer) throws Exception {
        transfer.cancel();
        assertThat(transfer.waitFor(SOON)).isTrue();
        if (transfer.outcome() instanceof Outcome.Cancelled(var cancellation)) return cancellation;
        throw new AssertionError("is " + transfer);
    }

    /// The last thread that was at it comes back when its file system fails, and lets go.
    private void assertNothingIsOpenSoon() throws IOException, InterruptedException {
        memory.server().destroyForcibly();
        for (int i = 0; i < 2000 && !open().isEmpty(); i++) {
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("tidemill-"))
                    .findAny()
                    .ifPresent(HungFileSystemTest::joinShortly);
        }
        assertThat(open()).isEmpty();
    }

    private static void joinShortly(Thread thread) {
        try {
            thread.join(Duration.ofMillis(5));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// What this process has open of the two directories.
    private List<String> open() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(HungFileSystemTest::name)
                    .filter(name -> name.startsWith(directory.toString()))
                    .toList();
        }
    }

    private static String name(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // it was closed meanwhile
        }
    }

    private long filesWithNames() throws IOException {
        try (Stream<Path> all = Files.walk(target)) {
            return all.filter(Files::isRegularFile)
                    .filter(path -> !path.toString().contains(".tidemill-"))
                    .count();
        }
    }

    /// Into a directory that is made, which has no name until its first files are whole, and into
    /// one that is there, where each file gets its name at once.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTreeThatIsCancelledEndsAndGivesEverythingBackLater(boolean isThere) throws Exception {
        Path tree = tree();
        Path copied = target.resolve("copy");
        if (isThere) Files.createDirectory(copied);
        try (TreeCopy copy = TreeCopy.start(tree, copied)) {
            awaitHang();
            for (int i = 0; i < 5000 && isThere && copy.progress().files() < FILES; i++) {
                memory.assertServed(); // others are still at work
            }
            assertThat(cancel(copy).reach()).isEqualTo(Cancellation.Reach.DETACHED);
            Progress last = copy.progress();
            assertThat(last.state()).isEqualTo(Progress.State.CANCELLED);
            assertThat(last.files()).isEqualTo(filesWithNames()).isEqualTo(isThere ? FILES : 0);
            assertThat(copy.running()).isEmpty();
            assertThatThrownBy(copy::await)
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining(last.files() + " files of " + last.transferredBytes() + " bytes were copied");
            assertNothingIsOpenSoon();
            assertThat(copy.progress()).isEqualTo(last);
            assertThat(copy.failures()).isEmpty();
            PartFiles.assertNone(target);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"IO_URING", "PORTABLE"})
    void aLargeFileThatIsCancelledEnds(Backend backend) throws Exception {
        Path file = Files.write(mount.resolve("hangs later"), new byte[3 << 20]);
        Path old = Files.writeString(target.resolve("copy"), "old");
        Tidemill io = Tidemill.start(TidemillConfig.DEFAULT.withBackend(backend));
        try (Copy copy = Copy.start(io, file, old, CopySettings.DEFAULT)) {
            awaitHang();
            var _ = cancel(copy);
            assertThatThrownBy(copy::await)
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining(old + " is as it was before");
            assertThat(old).hasContent("old");
        }
        try (TreeCopy copy = TreeCopy.start(
                io, List.of(new TreeCopy.Root(file, old)), CopySettings.DEFAULT, new TreeCopy.Listener() {})) {
            var _ = cancel(copy);
            assertThat(copy.progress().files()).isZero();
            assertThat(copy.progress().transferredBytes()).isZero();
        }
        assertNothingIsOpenSoon();
        assertThat(old).hasContent("old");
        PartFiles.assertNone(target);
        io.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Backend.class,
            names = {"IO_URING", "PORTABLE"})
    void aVerificationThatIsCancelledEnds(Backend backend) throws Exception {
        Path tree = tree();
        Path copy = Files.createDirectory(target.resolve("copy"));
        Files.writeString(copy.resolve("hangs"), "slow");
        Tidemill io = Tidemill.start(TidemillConfig.DEFAULT.withBackend(backend));
        try (Verification verification =
                Verification.compare(io, tree, copy, VerifySettings.DEFAULT, new Verification.Listener() {})) {
            awaitHang();
            var _ = cancel(verification);
        }
        assertNothingIsOpenSoon();
        io.close();
    }

    /// Into another file, which the kernel copies, and into a stream, which gets pieces.
    @ParameterizedTest
    @CsvSource({"IO_URING, true", "IO_URING, false", "PORTABLE, true", "PORTABLE, false"})
    void aCopyOfStreamsThatIsCancelledEnds(Backend backend, boolean isIntoFile) throws Exception {
        Path file = Files.write(mount.resolve("hangs later"), new byte[3 << 20]);
        Path written = target.resolve("copy");
        Tidemill io = Tidemill.start(TidemillConfig.DEFAULT.withBackend(backend));
        ByteSource source =
                AsyncFiles.source(io, file, CancellationToken.none()).await();
        ByteSink sink = isIntoFile
                ? AsyncFiles.sink(io, written, CancellationToken.none()).await()
                : BlockingOutput.of(io, Files.newOutputStream(written));
        try (StreamCopy copy = StreamCopy.start(source, sink, StreamCopy.Settings.DEFAULT.withClosing(true))) {
            awaitHang();
            assertThat(cancel(copy).reach()).isEqualTo(Cancellation.Reach.DETACHED);
            Progress last = copy.progress();
            assertThat(last.state()).isEqualTo(Progress.State.CANCELLED);
            assertNothingIsOpenSoon();
            assertThat(copy.progress()).isEqualTo(last);
        }
        io.close();
    }
}
