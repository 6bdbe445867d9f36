package dev.tidemill.file;

import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.OpenMode.Flag;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Turns what the user wants into what the engine does, or says why it cannot be.
final class Options {

    /// As in [java.nio.channels.FileChannel#open], they say nothing without `WRITE`.
    private static final Set<Flag> WITH_WRITE_ONLY = EnumSet.of(Flag.CREATE, Flag.CREATE_NEW, Flag.TRUNCATE);

    /// Those that are no more than a flag.
    private static final Map<OpenOption, Flag> FLAGS = Map.ofEntries(
            Map.entry(StandardOpenOption.READ, Flag.READ),
            Map.entry(StandardOpenOption.WRITE, Flag.WRITE),
            Map.entry(StandardOpenOption.APPEND, Flag.APPEND),
            Map.entry(StandardOpenOption.CREATE, Flag.CREATE),
            Map.entry(StandardOpenOption.CREATE_NEW, Flag.CREATE_NEW),
            Map.entry(StandardOpenOption.TRUNCATE_EXISTING, Flag.TRUNCATE),
            Map.entry(StandardOpenOption.DSYNC, Flag.DATA_SYNC),
            Map.entry(StandardOpenOption.SYNC, Flag.SYNC),
            Map.entry(StandardOpenOption.DELETE_ON_CLOSE, Flag.DELETE_ON_CLOSE),
            Map.entry(LinkOption.NOFOLLOW_LINKS, Flag.NOFOLLOW),
            Map.entry(AsyncOption.DIRECT, Flag.DIRECT),
            Map.entry(AsyncOption.BOUNCE, Flag.BOUNCE),
            Map.entry(AsyncOption.DONT_CACHE, Flag.DONT_CACHE));

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
            Flag flag = FLAGS.get(Objects.requireNonNull(option, "option"));
            if (flag != null) flags.add(flag);
            else if (option == AsyncOption.EXCLUSIVE) exclusive = true;
            else if (option instanceof Preallocation(long size)) setAside = size;
            else if (option != StandardOpenOption.SPARSE) { // a hint; files are sparse where the file system can
                throw new UnsupportedOperationException("option is not supported: " + option);
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
