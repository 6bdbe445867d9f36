package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.Backend;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/// A source, a target, and an engine; and nothing is left in the end.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
abstract class CopyingTest {

    static final int BLOCK = 4096;
    static final CopySettings SMALL_BLOCKS = CopySettings.DEFAULT.withBlockBytes(BLOCK);

    @TempDir
    Path directory;

    Tidemill io;
    Path source;
    Path target;

    abstract Backend backend();

    @BeforeEach
    void startEngine() {
        io = Tidemill.start(TidemillConfig.DEFAULT.withBackend(backend()));
        source = directory.resolve("source");
        target = directory.resolve("target");
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        PartFiles.assertNone(directory);
        while (io.pendingOperations() > 0) Thread.onSpinWait(); // a detached call is counted until it ends
        io.close();
    }

    /// @return bytes copied
    final long copy(CopySettings settings) throws IOException, InterruptedException {
        try (Copy copy = Copy.start(io, source, target, settings)) {
            return copy.await();
        }
    }

    static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor();
    }

    /// Something to do where a file system is mounted.
    interface Body {
        void run(Path mount) throws Exception;
    }

    /// Does it in a file system of its own, in a file of `bytes`; not where nobody can make one.
    final void mounted(String kind, long bytes, Body body) throws Exception {
        Privileges.assumeMounting();
        Path image = directory.resolve("image of " + kind);
        Path mount = Files.createDirectory(directory.resolve("mounted " + kind));
        try (var file = new java.io.RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        int made;
        try {
            made = run("mkfs." + kind, "-q", image.toString());
        } catch (IOException e) {
            throw new TestAbortedException("there is no mkfs." + kind, e);
        }
        assertThat(made).as("mkfs." + kind).isZero();
        assertThat(run("mount", "-o", "loop", image.toString(), mount.toString()))
                .as("mount")
                .isZero();
        try {
            body.run(mount);
        } finally {
            assertThat(run("umount", mount.toString())).as("umount").isZero();
        }
    }

    /// Blocks of the device that a file has, in bytes.
    static long allocatedBytes(Path path) throws IOException, InterruptedException {
        Process stat = new ProcessBuilder("stat", "-c", "%b", path.toString()).start();
        try (var out = stat.inputReader()) {
            return Long.parseLong(out.readLine()) * 512;
        } finally {
            assertThat(stat.waitFor()).isZero();
        }
    }
}
