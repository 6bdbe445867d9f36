package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A [MemoryFileSystem] that is mounted.
final class MountedMemory {

    private final Path path;
    private final Process server;

    private MountedMemory(Path path, Process server) {
        this.path = path;
        this.server = server;
    }

    /// Mounts one and waits for it.
    ///
    /// @param path of a directory that is made
    /// @param isFolding whether names do not tell upper from lower case
    static MountedMemory at(Path path, boolean isFolding) throws IOException, InterruptedException {
        Privileges.assumeMounting();
        Files.createDirectory(path);
        MountedMemory mounted = new MountedMemory(path, MemoryFileSystem.mount(path, isFolding));
        try {
            for (int i = 0; i < 5000 && !mounted.isThere(); i++) mounted.assertServed();
            assertThat(mounted.isThere()).as("whether it is mounted").isTrue();
        } catch (Throwable t) {
            mounted.server.destroyForcibly();
            throw t;
        }
        return mounted;
    }

    private boolean isThere() throws IOException {
        return !Files.getFileStore(path).equals(Files.getFileStore(path.getParent()));
    }

    Path path() {
        return path;
    }

    Process server() {
        return server;
    }

    /// The server still runs; looks for a moment.
    void assertServed() throws InterruptedException {
        assertThat(server.waitFor(2, TimeUnit.MILLISECONDS))
                .as("whether the server has ended")
                .isFalse();
    }

    /// Ends the server, whoever still waits for it.
    void unmount() throws IOException, InterruptedException {
        server.destroyForcibly();
        Process umount = new ProcessBuilder("umount", "-l", path.toString()).start();
        assertThat(umount.waitFor()).isZero();
    }
}
