package dev.tidemill.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.linux.LibC;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the caller sees of a file by itself.
@Timeout(30)
class CachedStatusTest {

    @Test
    void aFileInMemoryIsSeenAlthoughItHasNoDevice() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeTrue(LibC.isAvailable() && Files.isWritable(memory), "there is no /dev/shm");
        assumeTrue(Files.getFileStore(memory).type().equals("tmpfs"), "/dev/shm is no tmpfs");
        Path file = Files.createTempFile(memory, "status", "");
        try {
            Files.writeString(file, "12345");
            FileFacts facts = CachedStatus.read(NativePath.of(file), true);
            assertThat(facts).isNotNull();
            assertEquals(5, facts.size());
        } finally {
            Files.delete(file);
        }
        assertNull(CachedStatus.read(NativePath.of(file), true));
    }

    @Test
    void whatTheKernelMakesUpIsNotSeen() {
        assumeTrue(LibC.isAvailable(), "there are no system calls");
        assertNull(CachedStatus.read(NativePath.of(Path.of("/proc/self/status")), true));
    }

    @Test
    void mountsAreLocalByTheirType() {
        assertEquals(Set.of(31L, 40L), LocalMounts.parse("""
            22 27 0:21 / /proc rw,relatime - proc proc rw
            31 27 0:30 / /tmp\\040- rw shared:5 master:1 - tmpfs tmpfs rw
            35 27 254:0 / / rw - ext4 /dev/vda rw
            36 27 0:50 / /home rw - nfs4 server:/home rw
            37 27 0:51 / /mnt rw - fuse.sshfs server: rw
            40 27 0:52 / /data rw - btrfs /dev/vdb rw,subvol=/
            a line that is none
            """));
    }
}
