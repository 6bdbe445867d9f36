package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The command on devices that are full or broken, made by scripts that run a command inside of a
/// fault. They need root, and `TIDEMILL_FAULT_TOOLS` says where they are; see `CONTRIBUTING.md`.
@Tag("long")
@Timeout(300)
class FaultyDeviceTest {

    private static final String TOOLS = System.getenv("TIDEMILL_FAULT_TOOLS");
    private static final int LARGE_BYTES = 20 << 20;

    /// What each of the bodies begins with.
    private static final String WORDS = """
        check() { "$@" || { echo "not so: $*"; exit 9; }; }
        fails() { "$@" && { echo "should have failed: $*"; exit 9; }; true; }
        says() { check grep -q "$1" "$out"; }
        clean() { test -z "$(find "$MNT" -name '.tidemill-*')" || { echo "left behind"; exit 9; }; }
        copy() { %s copy -q "$@" > "$out" 2>&1; }
        source="$1"; out="$2"
        """;

    @TempDir
    private Path directory;

    private Path source;
    private final long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @BeforeAll
    static void toolsAreThere() {
        assumeTrue(TOOLS != null, "TIDEMILL_FAULT_TOOLS, the folder of the scripts that make faults, is not set");
    }

    @BeforeEach
    void fill() throws IOException {
        source = Files.createDirectory(directory.resolve("source"));
        byte[] large = new byte[LARGE_BYTES];
        random.nextBytes(large);
        Files.write(source.resolve("large"), large);
        for (int i = 0; i < 300; i++) {
            Path folder = Files.createDirectories(source.resolve("tree/folder " + i % 5));
            Files.write(folder.resolve("file " + i), Arrays.copyOf(large, 3000 + 20 * i));
        }
    }

    /// @param fault a script and its arguments
    private void inside(List<String> fault, String body) throws IOException, InterruptedException {
        String command = Command.line().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        List<String> line = new ArrayList<>();
        line.add(Path.of(TOOLS, fault.getFirst()).toString());
        line.addAll(fault.subList(1, fault.size()));
        line.addAll(List.of("--", "sh", "-c", WORDS.formatted(command) + body, "sh"));
        line.addAll(List.of(source.toString(), directory.resolve("said").toString()));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("MKFS_OPTS", "-m 0"); // ext4 keeps some room for root, as which this runs
        Command.Result result = Command.run(builder);
        assertThat(result.exitCode())
                .as("-Dtidemill.test.seed=" + seed + " " + result)
                .isZero();
    }

    /// A file over another one, and a tree; then there is room.
    private static final String NO_ROOM = """
        echo old > "$to/large"
        fails copy "$source/large" "$to/large"; says "large: cannot be written: $error"
        says '; \\(nothing was written\\|[0-9]* of [0-9]* bytes had been written, and are removed\\)'
        check test "$(cat "$to/large")" = old; clean
        fails copy -T "$source/tree" "$to/tree"; says "cannot be written: $error"; clean
        says 'the target is full: [0-9]* entries were not copied'
        (cd "$to/tree" && find . -type f -exec cmp {} "$source/tree/{}" ';') | grep . && exit 9; true
        """;

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs", "btrfs", "tmpfs"})
    void aTargetThatIsFullAtSomeByteIsFinishedWhenThereIsRoom(String fileSystem) throws Exception {
        String free = Integer.toString((100 << 10) + random.nextInt(800 << 10));
        inside(
                List.of("enospc.sh", fileSystem, "512M", free),
                "to=$MNT error='no space left on device (ENOSPC)';" + NO_ROOM + """
                    rm "$MNT/.fill"; sync
                    check copy -T "$source/tree" "$to/tree"; check diff -r "$source/tree" "$to/tree"
                    check copy "$source/large" "$to/large"; check cmp "$source/large" "$to/large"; clean
                    """);
    }

    @Test
    void aQuotaThatIsUsedUpIsAFailureOfWhatHasNoRoom() throws Exception {
        inside(List.of("quota.sh", "1M"), "to=$MNT/q error='disk quota exceeded (EDQUOT)';" + NO_ROOM);
    }

    @Test
    void aSourceThatCannotBeReadIsAFailureAndIsCopiedWhenItCan() throws Exception {
        inside(List.of("blkfault.sh", "-e", "error=EIO error-pread-rate=100%"), """
            to="$out.d"; mkdir "$to"; echo old > "$to/large"
            cp -r "$source/tree" "$source/large" "$MNT"; sync; echo 3 > /proc/sys/vm/drop_caches; touch "$INJECT"
            fails copy "$MNT/large" "$to/large"; says "$MNT/large: cannot be read: input/output error (EIO)"
            check test "$(cat "$to/large")" = old
            fails copy -T "$MNT/tree" "$to/tree"; says "$MNT/tree.*: cannot be read: input/output error (EIO)"
            rm "$INJECT"; echo 3 > /proc/sys/vm/drop_caches
            check copy "$MNT/large" "$to/large"; check cmp "$source/large" "$to/large"
            check copy -T "$MNT/tree" "$to/tree"; check diff -r "$source/tree" "$to/tree"
            test -z "$(find "$to" -name '.tidemill-*')" || exit 9
            """);
    }

    @Test
    void aTargetThatCannotBeWrittenIsAFailureIfThatIsAsked() throws Exception {
        inside(List.of("blkfault.sh", "-e", "error=EIO error-pwrite-rate=100%"), """
            echo old > "$MNT/large"; sync; touch "$INJECT"
            fails copy --durable "$source/large" "$MNT/large"; says "$MNT/large: cannot be written: .*(E"
            says '(EIO)\\|(EROFS)'
            check test "$(cat "$MNT/large")" = old
            fails copy --durable -T "$source/tree" "$MNT/tree"
            """);
    }
}
