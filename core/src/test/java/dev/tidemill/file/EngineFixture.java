package dev.tidemill.file;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.tidemill.Leftovers;
import dev.tidemill.TargetFolder;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.Waiting;
import dev.tidemill.engine.Buffers;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An engine for each test, with the settings that a subclass says.
///
/// After each test nothing is left: no pending operation, no open descriptor, no thread, no buffer
/// of the library.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
abstract class EngineFixture implements Workbench {

    @TempDir(factory = TargetFolder.class)
    private Path folder;

    private Leftovers leftovers;
    private Tidemill io;
    private Arena arena;

    @BeforeEach
    void startEngine() {
        leftovers = Leftovers.before();
        try {
            io = start();
        } catch (IllegalStateException e) {
            abort(e.getMessage()); // io_uring is not to be had here
        }
        arena = Arena.ofShared();
    }

    /// The engine of one test.
    Tidemill start() {
        return Tidemill.start(config());
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        if (arena == null) return;
        Waiting.until(() -> io.pendingOperations() == 0, () -> io.pendingOperations() + " operations are pending");
        io.close();
        arena.close();
        leftovers.assertNone();
        Waiting.until(() -> Buffers.taken() == 0, () -> Buffers.taken() + " buffers were not given back");
    }

    @Override
    public Tidemill io() {
        return io;
    }

    @Override
    public abstract TidemillConfig config();

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public Arena arena() {
        return arena;
    }
}
