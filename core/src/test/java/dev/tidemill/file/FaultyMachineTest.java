package dev.tidemill.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Backend;
import dev.tidemill.ChildJvm;
import dev.tidemill.TargetFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A disk that is full or broken, a process that may not do what it wants to, calls that fail: made
/// by scripts that run a command inside of a fault. They need root, and
/// `TIDEMILL_FAULT_TOOLS` says where they are; see `CONTRIBUTING.md`.
@Tag("long")
@Timeout(300)
@ParameterizedClass
@EnumSource
class FaultyMachineTest {

    private static final String TOOLS = System.getenv("TIDEMILL_FAULT_TOOLS");

    private final Backend backend;

    @TempDir(factory = TargetFolder.class)
    private Path folder;

    FaultyMachineTest(Backend backend) {
        this.backend = backend;
    }

    @BeforeAll
    static void toolsAreThere() {
        assumeTrue(TOOLS != null, "TIDEMILL_FAULT_TOOLS, the folder of the scripts that make faults, is not set");
    }

    /// @param script and its arguments; a command follows
    private ChildJvm under(String script, String... arguments) {
        List<String> launcher = new ArrayList<>();
        launcher.add(tool(script));
        launcher.addAll(List.of(arguments));
        launcher.add("--");
        return child(launcher);
    }

    private static String tool(String script) {
        return Path.of(TOOLS, script).toString();
    }

    private ChildJvm child(List<String> launcher) {
        return ChildJvm.with("--enable-native-access=ALL-UNNAMED", "-Dtidemill.engine=" + backend)
                .under(launcher)
                .atMost(Duration.ofMinutes(3));
    }

    private void succeeds(ChildJvm.Result result) {
        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).contains("done on " + backend);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs", "btrfs", "tmpfs"})
    void aDiskThatIsFull(String fileSystem) throws Exception {
        succeeds(under("enospc.sh", fileSystem, "512M", "8M").run(OnAFullDisk.class, "", "ENOSPC"));
    }

    @Test
    void aQuotaThatIsUsedUp() throws Exception {
        succeeds(under("quota.sh", "16M").run(OnAFullDisk.class, "q", "EDQUOT"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "write"})
    void aDiskThatIsBroken(String refused) throws Exception {
        String errors = "error=EIO error-p" + refused + "-rate=100%";
        succeeds(under("blkfault.sh", "-e", errors).run(OnABrokenDisk.class, "", refused));
    }

    @Test
    void noDescriptorsAreLeft() throws Exception {
        succeeds(under("rlimit.sh", "nofile=500").run(WithoutDescriptors.class, folder.toString()));
    }

    /// Somebody who may nothing, in a folder of theirs. Some kernels count rings as locked memory.
    @Test
    void noMemoryMayBeLocked() throws Exception {
        Path theirs = Files.createTempDirectory("unprivileged");
        try {
            Files.setPosixFilePermissions(theirs, PosixFilePermissions.fromString("rwxrwxrwx"));
            List<String> launcher = List.of("env", "UNPRIV=1", tool("rlimit.sh"), "memlock=0", "--");
            ChildJvm.Result result = child(launcher).run(WhereCallsFail.class, theirs.toString());
            assumeFalse(
                    result.output().contains("Could not find or load main class"),
                    "the classes are where others cannot read them");
            if (backend == Backend.PORTABLE) succeeds(result);
            else assertThat(result.output()).containsAnyOf("done on io_uring", "raise `ulimit -l`");
        } finally {
            Files.delete(theirs);
        }
    }

    @Test
    void callsThatFailForAMoment() throws Exception {
        List<String> failures = backend == Backend.IO_URING
                ? List.of(
                        "io_uring_enter:error=EINTR:when=3+5",
                        "io_uring_enter:error=EAGAIN:when=2+3",
                        "io_uring_enter:error=EBUSY:when=4+7")
                : List.of(
                        "pread64:error=EINTR:when=2+3",
                        "pwrite64:error=EINTR:when=2+3",
                        "fsync:error=EINTR:when=1",
                        "ftruncate:error=EINTR:when=1");
        // the JVM reads its own files, too
        String only = backend == Backend.IO_URING ? "" : folder.resolve("file").toString();
        for (String failure : failures) {
            List<String> launcher = List.of("env", "STRACE_PATH=" + only, tool("syscall-inject.sh"), failure, "--");
            succeeds(child(launcher).run(WhereCallsFail.class, folder.toString()));
        }
    }

    @Test
    void closingThatFails() throws Exception {
        String only = "STRACE_PATH=" + folder.resolve("closed");
        List<String> launcher = List.of("env", only, tool("syscall-inject.sh"), "close:error=EIO", "--");
        succeeds(child(launcher).run(WhereClosingFails.class, folder.toString()));
    }
}
