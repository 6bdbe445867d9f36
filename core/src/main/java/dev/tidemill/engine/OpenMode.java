package dev.tidemill.engine;

import dev.tidemill.annotation.Nullable;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;

/// How a file is opened, independent of any system. `file` checks that the parts fit together.
public final class OpenMode {

    /// What is wanted, or not.
    public enum Flag {
        READ,
        WRITE,
        APPEND,
        CREATE,
        CREATE_NEW,
        TRUNCATE,

        /// Past the page cache; transfers must be aligned.
        DIRECT,

        /// Direct transfers that are not aligned go through an aligned buffer, where that is
        /// harmless.
        BOUNCE,

        /// Transfers leave nothing in the page cache, where the file system can do that.
        DONT_CACHE,

        /// Each write returns when its data is on the device, `O_DSYNC`.
        DATA_SYNC,

        /// As `DATA_SYNC`, with all metadata, `O_SYNC`.
        SYNC,

        /// A symbolic link at the end of the path is not followed.
        NOFOLLOW,

        /// The name goes at once, the file when it is closed; where names of open files cannot go,
        /// both do then. A symbolic link is not followed.
        DELETE_ON_CLOSE,

        /// The path is that of a directory, on whose file system there is to be a file without a
        /// name.
        UNNAMED;

        private int bit() {
            return 1 << ordinal();
        }
    }

    private static final int READABLE_AND_WRITABLE_BY_ALL = 0666; // less the umask, as everywhere

    /// Opens an existing file for reading.
    public static final OpenMode READ = of(Flag.READ);

    /// Makes a file without a name, to read and write, for nobody else.
    public static final OpenMode UNNAMED =
            of(Flag.UNNAMED, Flag.READ, Flag.WRITE).withPermissions(0600);

    /// Opens a file for writing from its start; what was in it is gone.
    public static final OpenMode REPLACE = of(Flag.WRITE, Flag.CREATE, Flag.TRUNCATE);

    private final int flags; // bits: they are looked at for each transfer
    private final int permissions;
    private final long setAside;
    private final @Nullable Exclusive exclusive;

    private OpenMode(int flags, int permissions, long setAside, @Nullable Exclusive exclusive) {
        this.flags = flags;
        this.permissions = permissions;
        this.setAside = setAside;
        this.exclusive = exclusive;
    }

    /// A file that is created may be read and written by everybody, less the umask.
    public static OpenMode of(Flag... flags) {
        return of(Arrays.asList(flags));
    }

    /// See [#of(Flag...)].
    public static OpenMode of(Collection<Flag> flags) {
        int bits = 0;
        for (Flag flag : flags) bits |= flag.bit();
        return new OpenMode(bits, READABLE_AND_WRITABLE_BY_ALL, 0, null);
    }

    /// @param permissions of a file that is created, before the umask: the lower nine bits of its
    ///     mode
    public OpenMode withPermissions(int permissions) {
        return new OpenMode(flags, permissions, setAside, exclusive);
    }

    /// @param bytes of place on the device that are set aside, where the file system can; 0 for
    ///     none
    public OpenMode withSetAside(long bytes) {
        return new OpenMode(flags, permissions, bytes, exclusive);
    }

    /// The file is locked before it is truncated.
    ///
    /// @param exclusive what to say while somebody else holds a lock on the file
    public OpenMode withExclusive(Exclusive exclusive) {
        return new OpenMode(flags, permissions, setAside, exclusive);
    }

    private boolean has(Flag flag) {
        return (flags & flag.bit()) != 0;
    }

    public boolean read() {
        return has(Flag.READ);
    }

    public boolean write() {
        return has(Flag.WRITE);
    }

    public boolean append() {
        return has(Flag.APPEND);
    }

    public boolean create() {
        return has(Flag.CREATE);
    }

    public boolean createNew() {
        return has(Flag.CREATE_NEW);
    }

    public boolean truncate() {
        return has(Flag.TRUNCATE);
    }

    public boolean direct() {
        return has(Flag.DIRECT);
    }

    public boolean bounce() {
        return has(Flag.BOUNCE);
    }

    public boolean dontCache() {
        return has(Flag.DONT_CACHE);
    }

    public boolean dataSync() {
        return has(Flag.DATA_SYNC);
    }

    public boolean sync() {
        return has(Flag.SYNC);
    }

    public boolean followLinks() {
        return !has(Flag.NOFOLLOW);
    }

    public boolean deleteOnClose() {
        return has(Flag.DELETE_ON_CLOSE);
    }

    public boolean unnamed() {
        return has(Flag.UNNAMED);
    }

    public int permissions() {
        return permissions;
    }

    public long setAside() {
        return setAside;
    }

    /// What to say while somebody else holds a lock on the file; null if it is not to be locked.
    public @Nullable Exclusive exclusive() {
        return exclusive;
    }

    public boolean isExclusive() {
        return exclusive != null;
    }

    /// Whether opening is one call of the system, and not one of several.
    public boolean isOneCall() {
        return exclusive == null && !deleteOnClose() && setAside == 0 && !unnamed();
    }

    /// For nobody else. Of the exception that says that somebody else has the file only its room
    /// knows the type.
    @FunctionalInterface
    public interface Exclusive {

        /// Called once for each waiter, on its thread.
        FileSystemException locked(Path path);
    }
}
