package dev.tidemill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.Diagnosis.Limits;
import dev.tidemill.Diagnosis.ThreadLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is read from `/proc` and `/sys` of other machines.
@Timeout(30)
class ProcTest {

    @TempDir
    Path root;

    @Test
    void whereThereIsNothingNothingIsKnown() {
        Limits limits = proc().limits();

        assertThat(limits.uringDisabled()).isEmpty();
        assertThat(limits.uringGroup()).isEmpty();
        assertThat(limits.seccompMode()).isEmpty();
        assertThat(limits.lockedMemoryBytes()).isEmpty();
        assertThat(limits.openFiles()).isEmpty();
        assertThat(limits.threads()).isEmpty();
        assertThat(limits.capabilities()).isEmpty();
        assertThat(proc().container()).isEmpty();
    }

    @Test
    void aLockedDownContainerIsReadAsOne() throws IOException {
        file("proc/sys/kernel/io_uring_disabled", "1\n");
        file("proc/sys/kernel/io_uring_group", "1234\n");
        file("proc/self/status", """
            Name:\tjava
            CapEff:\t00000000a80425fb
            NoNewPrivs:\t1
            Seccomp:\t2
            Seccomp_filters:\t1
            """);
        file("proc/self/limits", """
            Limit                     Soft Limit           Hard Limit           Units
            Max open files            1024                 524288               files
            Max locked memory         unlimited            unlimited            bytes
            """);

        Limits limits = proc().limits();

        assertThat(limits.uringDisabled()).hasValue(1);
        assertThat(limits.uringGroup()).hasValue(1234);
        assertThat(limits.seccompMode()).hasValue(2);
        assertThat(limits.openFiles()).hasValue(1024);
        assertThat(limits.lockedMemoryBytes()).hasValue(Limits.UNLIMITED);
        assertThat(limits.capabilities()).isEmpty(); // what Docker leaves
    }

    @Test
    void rootHasTheCapabilitiesThatMatter() throws IOException {
        file("proc/self/status", "CapEff:\t000001ffffffffff\n");

        assertThat(proc().limits().capabilities())
                .containsExactlyInAnyOrder("CAP_IPC_LOCK", "CAP_SYS_ADMIN", "CAP_SYS_NICE");
    }

    @Test
    void theTightestLimitOfThreadsAboveCounts() throws IOException {
        file("proc/self/cgroup", "0::/user.slice/app.service\n");
        threads("sys/fs/cgroup/user.slice", "500", "450");
        threads("sys/fs/cgroup/user.slice/app.service", "max", "20");

        assertThat(proc().limits().threads()).hasValue(new ThreadLimit(500, 450));
    }

    @Test
    void aGroupThatIsNotInSightIsThatOfTheMount() throws IOException {
        file("proc/self/cgroup", "12:cpu:/\n8:pids:/docker/0123\n0::/\n");
        threads("sys/fs/cgroup/pids", "100", "7");

        assertThat(proc().limits().threads()).hasValue(new ThreadLimit(100, 7));
    }

    @Test
    void aGroupOutsideOfTheMountIsNotFollowed() throws IOException {
        file("proc/self/cgroup", "0::/../../other\n");
        threads("sys/fs/cgroup", "max", "3");

        assertThat(proc().limits().threads()).hasValue(new ThreadLimit(Limits.UNLIMITED, 3));
    }

    @Test
    void containersGiveThemselvesAway() throws IOException {
        assertThat(new Proc(root, Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1")).container())
                .hasValue("Kubernetes");
        assertThat(new Proc(root, Map.of("container", "lxc")).container()).hasValue("lxc");
        file("proc/self/cgroup", "0::/system.slice/docker-0123.scope\n");
        assertThat(proc().container()).hasValue("docker");
        file(".dockerenv", "");
        assertThat(proc().container()).hasValue("Docker");
    }

    @Test
    void linesThatMakeNoSenseAreLeftOut() throws IOException {
        file("proc/self/cgroup", "what\n\n0::\n");
        file("proc/self/status", "CapEff:\tmany\nSeccomp:\t\nno colon\n");
        file("proc/self/limits", "Max open files\n");
        file("proc/sys/kernel/io_uring_disabled", "yes\n");

        Limits limits = proc().limits();

        assertThat(limits.uringDisabled()).isEmpty();
        assertThat(limits.seccompMode()).isEmpty();
        assertThat(limits.openFiles()).isEmpty();
        assertThat(limits.threads()).isEmpty();
        assertThat(limits.capabilities()).isEmpty();
    }

    private Proc proc() {
        return new Proc(root, Map.of());
    }

    private void threads(String group, String most, String used) throws IOException {
        file(group + "/pids.max", most + "\n");
        file(group + "/pids.current", used + "\n");
    }

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
