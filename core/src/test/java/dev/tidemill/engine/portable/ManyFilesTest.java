package dev.tidemill.engine.portable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.Fifos;
import dev.tidemill.Waiting;
import dev.tidemill.engine.ManyNames;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.lang.foreign.MemorySegment;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whole files among which there are some that wait: none of them may keep a thread or a
/// descriptor.
@Timeout(60)
class ManyFilesTest extends EngineTest {

    private static final int FIFOS = 20; // more than a lane has threads

    private List<Path> fifosAndAFile() throws Exception {
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < FIFOS; i++) paths.add(Fifos.make(folder.resolve("fifo" + i)));
        paths.add(Files.writeString(folder.resolve("file"), "0123"));
        return paths;
    }

    private Task<List<Outcome<byte[]>>> read(List<Path> paths) {
        return engine.submit(new ManyNames<>("read", paths, (_, name) -> new Operation.ReadFile(name)), NONE);
    }

    /// All of them are open, and no thread waits in one.
    private void untilAllAreOpen() {
        Waiting.until(
                () -> {
                    try (var open = Files.list(Path.of("/proc/self/fd"))) {
                        return open.map(Path::toFile)
                                        .filter(fd -> isFifo(fd.toPath()))
                                        .count()
                                == FIFOS;
                    } catch (java.io.IOException e) {
                        return false;
                    }
                },
                "all are open");
    }

    private boolean isFifo(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(folder.resolve(""));
        } catch (java.io.IOException e) {
            return false; // closed meanwhile
        }
    }

    @Test
    void cancellingEndsTheReadsOfStreamsThatNobodyWrites() throws Exception {
        List<Path> paths = fifosAndAFile();
        Task<List<Outcome<byte[]>>> task = read(paths);
        untilAllAreOpen();
        assertThat(threads()).as("threads").hasSizeLessThanOrEqualTo(9);
        task.cancel();
        List<Outcome<byte[]>> outcomes = task.await();
        assertThat(outcomes.subList(0, FIFOS)).allMatch(Outcome.Cancelled.class::isInstance);
        Waiting.until(() -> engine.pendingOperations() == 0, "nothing is pending");
    }

    @Test
    void closingEndsTheReadsOfStreamsThatNobodyWrites() throws Exception {
        Task<List<Outcome<byte[]>>> task = read(fifosAndAFile());
        untilAllAreOpen();
        engine.close();
        assertThat(task.await().subList(0, FIFOS)).allSatisfy(outcome -> {
            assertThat(outcome).isInstanceOf(Outcome.Failed.class);
            assertThat(((Outcome.Failed<byte[]>) outcome).failure().toException())
                    .isInstanceOf(AsynchronousCloseException.class);
        });
    }

    @Test
    void whatIsWrittenIntoStreamsIsReadOnTheirOtherSide() throws Exception {
        List<Path> paths = fifosAndAFile();
        Task<List<Outcome<byte[]>>> reads = read(paths.subList(0, FIFOS));
        untilAllAreOpen();
        byte[] content = new byte[200_000]; // more than one holds
        var source = MemorySegment.ofArray(content);
        List<Outcome<Void>> written = engine.submit(
                        new ManyNames<>(
                                "write", paths, (_, name) -> new Operation.WriteFile(name, OpenMode.REPLACE, source)),
                        NONE)
                .await();
        assertThat(written).hasSize(FIFOS + 1).allMatch(Outcome.Succeeded.class::isInstance);
        assertThat(reads.await()).hasSize(FIFOS).allSatisfy(outcome -> {
            assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
            assertThat(((Outcome.Succeeded<byte[]>) outcome).value()).isEqualTo(content);
        });
    }
}
