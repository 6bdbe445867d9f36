package dev.tidemill.engine;

import static dev.tidemill.linux.Fcntl.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.linux.Stat;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class OpeningTest {

    private static final int ALWAYS = O_CLOEXEC | O_NOCTTY;

    private static final OpenMode.Exclusive LOCKED = path -> new FileSystemException(path.toString());

    private static OpenMode write(boolean append, boolean create, boolean createNew, boolean truncate) {
        return new OpenMode(false, true, append, create, createNew, truncate, false, false, false, null, true, 0);
    }

    @Test
    void aDescriptorIsNotForChildrenAndTakesNoTerminal() {
        assertThat(Opening.flags(OpenMode.READ)).isEqualTo(ALWAYS | O_RDONLY);
    }

    @Test
    void eachOptionHasItsFlag() {
        assertThat(Opening.flags(OpenMode.REPLACE)).isEqualTo(ALWAYS | O_WRONLY | O_CREAT | O_TRUNC);
        assertThat(Opening.flags(write(true, true, false, false))).isEqualTo(ALWAYS | O_WRONLY | O_APPEND | O_CREAT);
        assertThat(Opening.flags(write(false, true, true, false))).isEqualTo(ALWAYS | O_WRONLY | O_CREAT | O_EXCL);
        assertThat(Opening.flags(
                        new OpenMode(true, true, false, false, false, false, true, true, false, null, false, 0)))
                .isEqualTo(ALWAYS | O_RDWR | O_DIRECT | O_DSYNC | O_NOFOLLOW);
        assertThat(Opening.flags(
                        new OpenMode(false, true, false, false, false, false, false, false, true, null, true, 0)))
                .isEqualTo(ALWAYS | O_WRONLY | O_SYNC);
    }

    @Test
    void anExclusiveFileIsNotTruncatedBeforeItIsLocked() {
        OpenMode mode = new OpenMode(false, true, false, true, false, true, false, false, false, LOCKED, true, 0);
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
