package dev.tidemill.file.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Backend;
import dev.tidemill.Leftovers;
import dev.tidemill.OtherEngines;
import dev.tidemill.TargetFolder;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.Waiting;
import dev.tidemill.engine.Buffers;
import dev.tidemill.engine.uring.FaultyRings;
import dev.tidemill.linux.LibC;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Operations at random on one file, also at the same time, against a model of the file in memory.
///
/// The seed decides which operations begin in which round, and what fails; in which order the
/// system carries out those of a round nobody decides, and the model allows every one. After each
/// test no operation is pending, and no descriptor, thread or buffer is left.
///
/// The properties: `tidemill.test.seed`; `tidemill.model.steps`, operations of a long test;
/// `tidemill.model.folder`, on the file system that is to be tested.
@Timeout(120)
abstract class ModelContract {

    private static final int SHORT = 3_000;

    @TempDir(factory = TargetFolder.class)
    private Path folder;

    abstract Backend backend();

    @Test
    void theFileIsWhatTheModelSays() throws Exception {
        play(SHORT, false, 0, 0);
    }

    @Test
    void theFileIsWhatTheModelSaysWhileCallsFail() throws Exception {
        play(SHORT, false, 20, 200);
    }

    @Test
    void theFileIsWhatTheModelSaysPastThePageCache() throws Exception {
        play(SHORT, true, 0, 0);
    }

    @Test
    void theFileIsWhatTheModelSaysPastThePageCacheWhileCallsFail() throws Exception {
        play(SHORT, true, 20, 200);
    }

    /// All four, each a quarter of the steps.
    @Test
    @Tag("long")
    @Timeout(3 * 3600)
    void aMillionStepsAreWhatTheModelSays() throws Exception {
        long steps = Long.getLong("tidemill.model.steps", 1_000_000) / 4;
        for (boolean direct : new boolean[] {false, true}) {
            play(steps, direct, 0, 0);
            play(steps, direct, 20, 200);
        }
    }

    private void play(long steps, boolean direct, int failing, int shortened) throws Exception {
        assumeTrue(LibC.isAvailable(), "without system calls none of them fails on demand");
        if (backend() == Backend.IO_URING && failing > 0) {
            assumeTrue(FaultyRings.arePossible(), "the kernel gives no errors on demand, Linux 6.10 does");
        }
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        var random = new Random(seed);
        var faults = new RandomFaults(new Random(seed + 1), failing, shortened, direct ? Subject.ALIGNMENT : 1);
        Leftovers before = Leftovers.before();
        try (Tidemill io = start(faults)) {
            Path path =
                    chosenFolder().resolve("model-" + ProcessHandle.current().pid() + "-" + seed);
            try (var subject = new Subject(io, path, direct, random)) {
                new Rounds(subject, faults, random).play(steps);
            } catch (AssertionError e) {
                throw new AssertionError(
                        "-Dtidemill.test.seed=" + seed + (direct ? ", past the page cache" : "") + ", "
                                + e.getMessage(),
                        e);
            }
            assertEquals(0, io.pendingOperations());
        }
        before.assertNone();
        Waiting.until(() -> Buffers.taken() == 0, () -> Buffers.taken() + " buffers were not given back");
    }

    private Tidemill start(RandomFaults faults) {
        try {
            return OtherEngines.faulty(TidemillConfig.DEFAULT.withBackend(backend()), faults);
        } catch (IllegalStateException e) {
            return abort(e.getMessage()); // io_uring is not to be had here
        }
    }

    private Path chosenFolder() throws Exception {
        String chosen = System.getProperty("tidemill.model.folder");
        return chosen == null ? folder : Files.createDirectories(Path.of(chosen));
    }
}
