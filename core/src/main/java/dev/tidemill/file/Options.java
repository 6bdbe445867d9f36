package dev.tidemill.file;

import dev.tidemill.engine.OpenMode;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;

/// Turns what the user wants into what the engine does, or says why it cannot be.
final class Options {

    private static final int READABLE_AND_WRITABLE_BY_ALL = 0666; // less the umask, as everywhere

    private Options() {}

    static OpenMode mode(Set<? extends OpenOption> options) {
        return mode(options, READABLE_AND_WRITABLE_BY_ALL);
    }

    /// @throws UnsupportedOperationException if an attribute is not that of permissions
    static OpenMode mode(Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
        int permissions = READABLE_AND_WRITABLE_BY_ALL;
        for (FileAttribute<?> attribute : attributes) permissions = permissions(attribute);
        return mode(options, permissions);
    }

    private static int permissions(FileAttribute<?> attribute) {
        if (!attribute.name().equals("posix:permissions") || !(attribute.value() instanceof Set<?> set)) {
            throw new UnsupportedOperationException("attribute is not supported when a file is created: "
                    + attribute.name() + "; posix:permissions is");
        }
        int permissions = 0;
        for (Object permission : set) {
            permissions |= 0400 >> ((PosixFilePermission) permission).ordinal(); // the order of the bits
        }
        return permissions;
    }

    static OpenMode mode(Set<? extends OpenOption> options, int permissions) {
        boolean deleteOnClose = false;
        long setAside = 0;
        boolean bounce = false;
        boolean dontCache = false;
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
                case StandardOpenOption.DELETE_ON_CLOSE -> deleteOnClose = true;
                case Preallocation(long size) -> setAside = size;
                case AsyncOption.DIRECT -> direct = true;
                case AsyncOption.BOUNCE -> bounce = true;
                case AsyncOption.EXCLUSIVE -> exclusive = true;
                case AsyncOption.DONT_CACHE -> dontCache = true;
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
            setAside = 0;
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
                permissions,
                deleteOnClose,
                setAside,
                false,
                bounce && direct,
                dontCache && !direct);
    }

    private static IllegalArgumentException together(String one, String other) {
        return new IllegalArgumentException(one + " and " + other + " cannot be used together");
    }
}
