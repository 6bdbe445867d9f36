package dev.tidemill.stream;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Leftovers;
import dev.tidemill.TargetFolder;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.Waiting;
import dev.tidemill.engine.Buffers;
import dev.tidemill.linux.LibC;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An engine for each test, and nothing left after it.
@Timeout(60)
public abstract class StreamFixture {

    @TempDir(factory = TargetFolder.class)
    protected Path folder;

    protected Tidemill io;
    private Leftovers leftovers;
    private final long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
    protected final Random random = new Random(seed);

    /// The settings of the engine.
    protected abstract TidemillConfig config();

    @BeforeEach
    void startEngine() throws IOException {
        Sockets.startGroup();
        leftovers = Leftovers.before();
        try {
            io = Tidemill.start(config());
        } catch (IllegalStateException e) {
            abort(e.getMessage()); // io_uring is not to be had here
        }
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        if (io == null) return;
        Waiting.until(() -> io.pendingOperations() == 0, () -> io.pendingOperations() + " operations are pending");
        io.close();
        leftovers.assertNone();
        Waiting.until(() -> Buffers.taken() == 0, () -> Buffers.taken() + " buffers were not given back");
    }

    /// For messages of what is done at random.
    protected String seed() {
        return "-Dtidemill.test.seed=" + seed;
    }

    protected byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /// What the portable engine cannot promise where it has nothing but the JDK.
    protected static void needsSystemCalls(String why) {
        assumeTrue(LibC.isAvailable(), () -> "without system calls " + why);
    }
}
