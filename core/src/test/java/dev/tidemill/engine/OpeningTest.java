package dev.tidemill.engine;

import static dev.tidemill.linux.Fcntl.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.engine.OpenMode.Flag;
import dev.tidemill.linux.Stat;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class OpeningTest {

    private static final int ALWAYS = O_CLOEXEC | O_NOCTTY;

    private static final OpenMode.Exclusive LOCKED = path -> new FileSystemException(path.toString());

    @Test
    void aDescriptorIsNotForChildrenAndTakesNoTerminal() {
        assertThat(Opening.flags(OpenMode.READ)).isEqualTo(ALWAYS | O_RDONLY);
    }

    @Test
    void eachOptionHasItsFlag() {
        assertThat(Opening.flags(OpenMode.REPLACE)).isEqualTo(ALWAYS | O_WRONLY | O_CREAT | O_TRUNC);
        assertThat(Opening.flags(OpenMode.of(Flag.WRITE, Flag.APPEND, Flag.CREATE)))
                .isEqualTo(ALWAYS | O_WRONLY | O_APPEND | O_CREAT);
        assertThat(Opening.flags(OpenMode.of(Flag.WRITE, Flag.CREATE, Flag.CREATE_NEW)))
                .isEqualTo(ALWAYS | O_WRONLY | O_CREAT | O_EXCL);
        assertThat(Opening.flags(OpenMode.of(Flag.READ, Flag.WRITE, Flag.DIRECT, Flag.DATA_SYNC, Flag.NOFOLLOW)))
                .isEqualTo(ALWAYS | O_RDWR | O_DIRECT | O_DSYNC | O_NOFOLLOW);
        assertThat(Opening.flags(OpenMode.of(Flag.WRITE, Flag.SYNC))).isEqualTo(ALWAYS | O_WRONLY | O_SYNC);
    }

    @Test
    void anExclusiveFileIsNotTruncatedBeforeItIsLocked() {
        OpenMode mode = OpenMode.REPLACE.withExclusive(LOCKED);
        assertThat(Opening.flags(mode)).isEqualTo(ALWAYS | O_WRONLY | O_CREAT);
    }

    @Test
    void eachTypeHasItsKind() {
        assertThat(Opening.kind(Stat.S_IFREG | 0644)).isEqualTo(FileKind.REGULAR);
        assertThat(Opening.kind(Stat.S_IFBLK)).isEqualTo(FileKind.BLOCK_DEVICE);
        assertThat(Opening.kind(Stat.S_IFDIR | 0755)).isEqualTo(FileKind.DIRECTORY);
        assertThat(Opening.kind(Stat.S_IFIFO)).isEqualTo(FileKind.STREAM);
        assertThat(Opening.kind(Stat.S_IFCHR)).isEqualTo(FileKind.STREAM);
        assertThat(Opening.kind(Stat.S_IFSOCK)).isEqualTo(FileKind.STREAM);
        assertThat(Opening.kind((short) (Stat.S_IFREG | 0600))).isEqualTo(FileKind.REGULAR); // as statx gives it
    }
}
