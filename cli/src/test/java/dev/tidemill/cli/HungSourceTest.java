package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The source does not answer: whoever presses Ctrl-C is told soon what is there.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class HungSourceTest {

    private static final int FILES = 40;

    /// A second on a machine that has nothing else to do: a copy's patience with a file system,
    /// which does not answer as long as this waits, is 600 ms.
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private Path mount;
    private Path target;
    private Process server;

    @BeforeEach
    void mount() throws Exception {
        Command.assumeMounting();
        mount = Files.createDirectory(directory.resolve("mount"));
        target = Files.createDirectory(directory.resolve("target"));
        Path server = Path.of(System.getProperty("basedir", "."))
                .toAbsolutePath()
                .resolveSibling("transfer/src/test/java/dev/tidemill/transfer/MemoryFileSystem.java");
        String script = "exec 0<>/dev/fuse && mount -i -t fuse -o"
                + " fd=0,rootmode=40000,user_id=0,group_id=0,allow_other memory \"$0\" && exec \"$@\" 1>&0";
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        this.server = new ProcessBuilder("sh", "-c", script, mount.toString(), java, server.toString(), "tell").start();
        for (int i = 0; i < 5000 && Files.getFileStore(mount).equals(Files.getFileStore(directory)); i++) {
            assertThat(this.server.waitFor(2, TimeUnit.MILLISECONDS)).isFalse();
        }
        Path tree = Files.createDirectory(mount.resolve("tree"));
        for (int i = 0; i < FILES; i++) Files.writeString(tree.resolve("file " + i), "x");
        Files.writeString(tree.resolve("hangs"), "slow");
        Files.write(mount.resolve("hangs later"), new byte[3 << 20]);
    }

    @AfterEach
    void unmount() throws Exception {
        if (server == null) return;
        server.destroyForcibly();
        Process umount = new ProcessBuilder("umount", "-l", mount.toString()).start();
        assertThat(umount.waitFor()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "INT, 130, tree, io_uring",
        "TERM, 143, tree, portable",
        "INT, 130, hangs later, io_uring",
        "INT, 130, hangs later, portable",
        "TERM, 143, hangs later, io_uring"
    })
    void aSignalEndsTheCopySoonAndTheSummaryIsTrue(String signal, int exitCode, String name, String engine)
            throws Exception {
        Path copy = target.resolve("copy");
        if (name.equals("tree")) Files.createDirectory(copy);
        List<String> line = new ArrayList<>(Command.line(
                "copy",
                "--no-progress",
                "-T",
                "--engine",
                engine,
                mount.resolve(name).toString(),
                copy.toString()));
        Process process = new ProcessBuilder(line)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        try (BufferedReader said = process.errorReader(StandardCharsets.UTF_8);
                BufferedReader hung = server.errorReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i < 10_000 && !hung.ready(); i++) {
                assertThat(process.waitFor(2, TimeUnit.MILLISECONDS)).isFalse();
            }
            assertThat(hung.readLine()).isEqualTo("hangs");
            for (int i = 0; i < 5000 && name.equals("tree") && filesWithNames() < FILES; i++) {
                assertThat(process.waitFor(2, TimeUnit.MILLISECONDS)).isFalse();
            }
            long start = System.nanoTime();
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
            assertThat(kill.waitFor()).isZero();
            String summary = said.readLine();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
            String files = filesWithNames() + (filesWithNames() == 1 ? " file," : " files,");
            assertThat(summary).startsWith("stopped after ").contains(files).endsWith("none is half copied");
            server.destroyForcibly(); // a read on its way may hold the process in the kernel
            assertThat(process.waitFor()).isEqualTo(exitCode);
        } finally {
            process.destroyForcibly();
        }
    }

    private long filesWithNames() throws IOException {
        try (Stream<Path> all = Files.walk(target)) {
            return all.filter(Files::isRegularFile)
                    .filter(path -> !path.getFileName().toString().startsWith(".tidemill-"))
                    .count();
        }
    }
}
