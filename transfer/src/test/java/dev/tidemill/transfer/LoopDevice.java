package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A device with blocks, made of a file; nobody can write to it. Closing takes it away.
record LoopDevice(Path path) implements AutoCloseable {

    static LoopDevice of(Path file) throws IOException, InterruptedException {
        Privileges.assumeMounting(); // it takes the same
        assumeTrue(Files.exists(Path.of("/dev/loop-control")), "there are no such devices");
        String name = losetup("--find", "--show", "--read-only", file.toString());
        return new LoopDevice(Path.of(name));
    }

    private static String losetup(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "losetup";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Override
    public void close() throws IOException {
        try {
            var _ = losetup("--detach", path.toString());
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts a test", e);
        }
    }
}
