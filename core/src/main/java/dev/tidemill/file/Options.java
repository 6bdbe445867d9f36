package dev.tidemill.file;

import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.OpenMode.Flag;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/// Turns what the user wants into what the engine does, or says why it cannot be.
final class Options {

    /// As in [java.nio.channels.FileChannel#open], they say nothing without `WRITE`.
    private static final Set<Flag> WITH_WRITE_ONLY = EnumSet.of(Flag.CREATE, Flag.CREATE_NEW, Flag.TRUNCATE);

    private Options() {}

    /// @throws UnsupportedOperationException if an attribute is not that of permissions
    static OpenMode mode(Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
        OpenMode mode = mode(options);
        for (FileAttribute<?> attribute : attributes) mode = mode.withPermissions(permissions(attribute));
        return mode;
    }

    static boolean isOfPermissions(FileAttribute<?> attribute) {
        return attribute.name().equals("posix:permissions");
    }

    /// Those that an attribute says.
    ///
    /// @throws UnsupportedOperationException if it is another one
    static int permissions(FileAttribute<?> attribute) {
        if (!isOfPermissions(attribute) || !(attribute.value() instanceof Set<?> set)) {
            throw new UnsupportedOperationException("attribute is not supported when a file is created: "
                    + attribute.name() + "; posix:permissions is");
        }
        int permissions = 0;
        for (Object permission : set) {
            permissions |= 0400 >> ((PosixFilePermission) permission).ordinal(); // the order of the bits
        }
        return permissions;
    }

    static OpenMode mode(Set<? extends OpenOption> options) {
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        boolean exclusive = false;
        long setAside = 0;
        for (OpenOption option : options) {
            switch (Objects.requireNonNull(option, "option")) {
                case StandardOpenOption.READ -> flags.add(Flag.READ);
                case StandardOpenOption.WRITE -> flags.add(Flag.WRITE);
                case StandardOpenOption.APPEND -> flags.add(Flag.APPEND);
                case StandardOpenOption.CREATE -> flags.add(Flag.CREATE);
                case StandardOpenOption.CREATE_NEW -> flags.add(Flag.CREATE_NEW);
                case StandardOpenOption.TRUNCATE_EXISTING -> flags.add(Flag.TRUNCATE);
                case StandardOpenOption.DSYNC -> flags.add(Flag.DATA_SYNC);
                case StandardOpenOption.SYNC -> flags.add(Flag.SYNC);
                case StandardOpenOption.SPARSE -> {} // a hint; files are sparse where the file system can
                case StandardOpenOption.DELETE_ON_CLOSE -> flags.add(Flag.DELETE_ON_CLOSE);
                case LinkOption.NOFOLLOW_LINKS -> flags.add(Flag.NOFOLLOW);
                case AsyncOption.DIRECT -> flags.add(Flag.DIRECT);
                case AsyncOption.BOUNCE -> flags.add(Flag.BOUNCE);
                case AsyncOption.DONT_CACHE -> flags.add(Flag.DONT_CACHE);
                case AsyncOption.EXCLUSIVE -> exclusive = true;
                case Preallocation(long size) -> setAside = size;
                default -> throw new UnsupportedOperationException("option is not supported: " + option);
            }
        }
        if (flags.contains(Flag.APPEND)) {
            if (flags.contains(Flag.READ)) throw together("READ", "APPEND");
            if (flags.contains(Flag.TRUNCATE)) throw together("APPEND", "TRUNCATE_EXISTING");
            flags.add(Flag.WRITE);
        }
        if (!flags.contains(Flag.WRITE)) {
            if (exclusive) throw new IllegalArgumentException("EXCLUSIVE needs WRITE");
            flags.removeAll(WITH_WRITE_ONLY);
            setAside = 0;
            flags.add(Flag.READ);
        }
        flags.remove(flags.contains(Flag.DIRECT) ? Flag.DONT_CACHE : Flag.BOUNCE); // they mean nothing then
        OpenMode mode = OpenMode.of(flags).withSetAside(setAside);
        return exclusive ? mode.withExclusive(path -> new FileLockedException(path.toString())) : mode;
    }

    private static IllegalArgumentException together(String one, String other) {
        return new IllegalArgumentException(one + " and " + other + " cannot be used together");
    }
}
