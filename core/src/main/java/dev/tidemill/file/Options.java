package dev.tidemill.file;

import dev.tidemill.engine.OpenMode;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;

/// Turns what the user wants into what the engine does, or says why it cannot be.
final class Options {

    private static final int READABLE_AND_WRITABLE_BY_ALL = 0666; // less the umask, as everywhere

    private Options() {}

    static OpenMode mode(Set<? extends OpenOption> options) {
        boolean read = false;
        boolean write = false;
        boolean append = false;
        boolean create = false;
        boolean createNew = false;
        boolean truncate = false;
        boolean direct = false;
        boolean dataSync = false;
        boolean sync = false;
        boolean exclusive = false;
        boolean followLinks = true;
        for (OpenOption option : options) {
            switch (Objects.requireNonNull(option, "option")) {
                case StandardOpenOption.READ -> read = true;
                case StandardOpenOption.WRITE -> write = true;
                case StandardOpenOption.APPEND -> append = true;
                case StandardOpenOption.CREATE -> create = true;
                case StandardOpenOption.CREATE_NEW -> createNew = true;
                case StandardOpenOption.TRUNCATE_EXISTING -> truncate = true;
                case StandardOpenOption.DSYNC -> dataSync = true;
                case StandardOpenOption.SYNC -> sync = true;
                case StandardOpenOption.SPARSE -> {} // a hint; files are sparse where the file system can
                case AsyncOption.DIRECT -> direct = true;
                case AsyncOption.EXCLUSIVE -> exclusive = true;
                case LinkOption.NOFOLLOW_LINKS -> followLinks = false;
                default -> throw new UnsupportedOperationException("option is not supported: " + option);
            }
        }
        if (append) {
            if (read) throw together("READ", "APPEND");
            if (truncate) throw together("APPEND", "TRUNCATE_EXISTING");
            write = true;
        }
        if (!write) {
            if (exclusive) throw new IllegalArgumentException("EXCLUSIVE needs WRITE");
            create = createNew = truncate = false; // as in FileChannel.open: they say nothing without WRITE
            read = true;
        }
        return new OpenMode(
                read,
                write,
                append,
                create,
                createNew,
                truncate,
                direct,
                dataSync,
                sync,
                exclusive ? path -> new FileLockedException(path.toString()) : null,
                followLinks,
                READABLE_AND_WRITABLE_BY_ALL);
    }

    private static IllegalArgumentException together(String one, String other) {
        return new IllegalArgumentException(one + " and " + other + " cannot be used together");
    }
}
