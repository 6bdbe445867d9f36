package dev.tidemill.engine.portable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class MountTableTest {

    private static final String MOUNTINFO = """
        22 27 0:21 / /proc rw,relatime - proc proc rw
        27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
        24 27 0:6 / /dev rw,relatime shared:7 master:3 - devtmpfs devtmpfs rw,size=1k
        26 24 0:24 / /dev/pts rw,relatime - devpts devpts rw,mode=600
        29 26 0:26 / /dev/pts rw,relatime - devpts devpts rw,mode=600
        91 27 0:55 / /mnt/my\\040disk\\134old rw - nfs4 server:/export rw
        92 27 0:56 / /mnt/a rw - ext4 /dev/vdb rw
        """;

    private final MountTable table = MountTable.parse(MOUNTINFO);

    @Test
    void aNameIsOnTheMountWithTheLongestPathAboveIt() {
        assertThat(table.mountOf(Path.of("/etc/passwd"))).isEqualTo(27);
        assertThat(table.mountOf(Path.of("/dev/null"))).isEqualTo(24);
        assertThat(table.mountOf(Path.of("/mnt/a"))).isEqualTo(92);
        assertThat(table.mountOf(Path.of("/mnt/a/b/c"))).isEqualTo(92);
    }

    @Test
    void whatIsInMemoryAloneIsKnownByItsType() {
        String mountinfo = """
            1 0 254:0 / / rw,relatime - ext4 /dev/vda rw
            2 1 0:24 / /dev/shm rw master:3 - tmpfs tmpfs rw
            3 1 0:55 / /mnt/server rw - nfs4 server:/tmpfs rw
            4 1 0:56 / /mnt/program rw - fuse.tmpfs tmpfs rw
            5 1 0:57 / /mnt/no-type rw
            6 1 0:6 / /dev rw shared:2 master:1 - devtmpfs devtmpfs rw
            """;
        MountTable table = MountTable.parse(mountinfo);
        assertThat(table.inMemory()).containsExactlyInAnyOrder(2, 6);
        assertThat(table.isInMemory(table.mountOf(Path.of("/dev/shm/file")))).isTrue();
        assertThat(table.isInMemory(table.mountOf(Path.of("/file")))).isFalse();
        assertThat(table.isInMemory(MountTable.NONE)).isFalse();
    }

    @Test
    void onlyWholeNamesCount() {
        assertThat(table.mountOf(Path.of("/mnt/ab"))).isEqualTo(27);
        assertThat(table.mountOf(Path.of("/development"))).isEqualTo(27);
    }

    @Test
    void aLaterMountHidesTheEarlierAtTheSamePlace() {
        assertThat(table.mountOf(Path.of("/dev/pts/0"))).isEqualTo(29);
    }

    @Test
    void escapedCharactersAreThemselves() {
        assertThat(table.mountOf(Path.of("/mnt/my disk\\old/file"))).isEqualTo(91);
    }

    @Test
    void dotsAndRelativeNamesAreResolvedWithoutAskingTheSystem() {
        assertThat(table.mountOf(Path.of("/mnt/a/../../dev/./null"))).isEqualTo(24);
        assertThat(table.mountOf(Path.of("no/such/file")))
                .isEqualTo(table.mountOf(Path.of("").toAbsolutePath()));
    }

    @Test
    void linesThatMakeNoSenseAreLeftOut() {
        assertThat(MountTable.parse("\nx y z\n7 1 0:1 / /tmp rw - t t rw\nseven 1 0:1 / / rw - t t rw\n")
                        .mounts())
                .containsOnlyKeys(Path.of("/tmp"));
    }

    @Test
    void withoutMountsNothingIsKnown() {
        assertThat(MountTable.parse("").mountOf(Path.of("/etc"))).isEqualTo(MountTable.NONE);
    }

    @Test
    void theSystemSaysWhatTheRootIsOn() {
        assumeTrue(Files.exists(Path.of("/proc/self/mountinfo")), "no /proc");
        assertThat(MountTable.read().mountOf(Path.of("/"))).isNotEqualTo(MountTable.NONE);
        assertThat(MountTable.read().mountOf(Path.of("/proc/self")))
                .isNotEqualTo(MountTable.read().mountOf(Path.of("/")));
    }
}
