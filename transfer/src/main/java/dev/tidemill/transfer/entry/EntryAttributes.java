package dev.tidemill.transfer.entry;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.transfer.Attribute;
import dev.tidemill.transfer.CopySettings;

/// Makes a copy what its source is: owner, extended attributes, permissions and times, in this
/// order, as each of the first three may change what comes after it. One thread.
public final class EntryAttributes {

    private final CopySettings settings;
    private final TreeMemory memory;
    private final ExtendedAttributes extended;
    private final boolean hasMode;
    private final boolean hasOwner;
    private final boolean hasTimes;

    public EntryAttributes(TreeMemory memory, CopySettings settings) {
        this(memory, settings, settings.attributes().contains(Attribute.TIMES));
    }

    private EntryAttributes(TreeMemory memory, CopySettings settings, boolean hasTimes) {
        this.settings = settings;
        this.memory = memory;
        this.extended = new ExtendedAttributes(memory, settings);
        this.hasMode = settings.attributes().contains(Attribute.MODE);
        this.hasOwner = settings.attributes().contains(Attribute.OWNER);
        this.hasTimes = hasTimes;
    }

    public EntryAttributes withoutTimes() {
        return new EntryAttributes(memory, settings, false);
    }

    /// The bits that a file has without the permissions of others in mind, if it may be created
    /// with them.
    public int bitsToCreate(Facts source) {
        return source.mode & Permissions.EVERYBODYS;
    }

    /// Gives them to what is open.
    ///
    /// @param from the source, open
    /// @param user that the copy has, or -1 if that is not known
    /// @param bits that the copy was created with and before the umask, or -1
    /// @return what it should have and could not get
    /// @throws Refused if it is not a copy without it
    public @Nullable Refused apply(Facts source, int from, int to, int user, int group, int bits) throws Refused {
        boolean isOwned = !hasOwner || isOwned(source, to, user, group);
        int names = extended.areWanted() ? Refused.source("reading attributes", extended.list(from)) : 0;
        Refused refused = names > 0 ? extended.copy(from, to, names) : null;
        int mode = mode(source, isOwned);
        // what the kernel made of the bits is as it should be, unless the owner or a list came after
        boolean isMode = bits == mode && (bits & Permissions.UMASK) == 0 && names == 0;
        if (!isMode) {
            Refused without = lacking(refused, "chmod", ignoringPermissionless(LibC.fchmod(to, mode), to));
            if (hasMode) refused = without; // otherwise nobody asked for it
        }
        if (hasTimes) refused = lacking(refused, "setting times", LibC.futimens(to, times(source)));
        return refused;
    }

    /// Gives them to what cannot be opened: a link, a pipe, a socket, a device.
    ///
    /// @param name of the copy, in `directory`, which nobody else knows
    public @Nullable Refused apply(Facts source, int fromDirectory, long from, int directory, long name)
            throws Refused {
        boolean isOwned = !hasOwner || isOwned(source, directory, name);
        Refused refused = extended.areWanted() ? copyExtended(fromDirectory, from, directory, name) : null;
        if (!source.isLink()) {
            refused = lacking(refused, "chmod", LibC.fchmodat(directory, name, mode(source, isOwned)));
        }
        if (hasTimes) {
            int result = LibC.utimensat(directory, name, times(source), Fcntl.AT_SYMLINK_NOFOLLOW);
            refused = lacking(refused, "setting times", result);
        }
        return refused;
    }

    private @Nullable Refused copyExtended(int fromDirectory, long from, int directory, long name) {
        int bytes = extended.list(memory.pathOf(fromDirectory, from));
        if (bytes <= 0) return null; // without /proc nobody can ask
        byte[] source = TreeMemory.bytes(memory.otherName);
        Memory.putCString(memory.content, source);
        return extended.copy(memory.content, memory.pathOf(directory, name), bytes);
    }

    /// What a file system, or the server behind it, does not let anybody set is lacking: the
    /// content is worth more than that.
    ///
    /// @param before what is lacking already
    private static @Nullable Refused lacking(@Nullable Refused before, String action, int result) throws Refused {
        try {
            Refused.target(action, result);
            return before;
        } catch (Refused e) {
            boolean isNotForUs = result == -Errno.EPERM.number()
                    || result == -Errno.EACCES.number()
                    || result == -Errno.EOPNOTSUPP.number()
                    || result == -Errno.ENOSYS.number();
            if (!isNotForUs) throw e;
            return before == null ? e : before;
        }
    }

    private int mode(Facts source, boolean isOwned) {
        return Permissions.ofCopy(source.mode, source.isDirectory(), isOwned && hasOwner, hasMode);
    }

    /// @return whether it has the owner now
    private static boolean isOwned(Facts source, int to, int user, int group) throws Refused {
        if (source.user == user && source.group == group) return true;
        int result = LibC.fchown(to, source.user, source.group);
        if (result >= 0) return true;
        if (!isForSuperuser(result)) Refused.target("chown", result);
        var _ = LibC.fchown(to, -1, source.group); // of a group of one's own one may
        return false;
    }

    private static boolean isOwned(Facts source, int directory, long name) throws Refused {
        int result = LibC.fchownat(directory, name, source.user, source.group, Fcntl.AT_SYMLINK_NOFOLLOW);
        if (result >= 0) return true;
        if (!isForSuperuser(result)) Refused.target("chown", result);
        var _ = LibC.fchownat(directory, name, -1, source.group, Fcntl.AT_SYMLINK_NOFOLLOW);
        return false;
    }

    /// `EINVAL` is an owner that is nobody here, in a user namespace.
    private static boolean isForSuperuser(int result) {
        return result == -Errno.EPERM.number() || result == -Errno.EINVAL.number();
    }

    /// Some file systems (FAT) have no permissions and refuse to be given any.
    private int ignoringPermissionless(int result, int fd) {
        if (result != -Errno.EPERM.number()) return result;
        return LibC.fstatfs(fd, memory.attributeValue) >= 0
                        && (Memory.getLong(memory.attributeValue) == MSDOS_SUPER_MAGIC
                                || Memory.getLong(memory.attributeValue) == EXFAT_SUPER_MAGIC)
                ? 0
                : result;
    }

    private static final long MSDOS_SUPER_MAGIC = 0x4D44;
    private static final long EXFAT_SUPER_MAGIC = 0x2011_BAB0L;

    private long times(Facts source) {
        Memory.putLong(memory.times, source.accessed);
        Memory.putLong(memory.times + Long.BYTES, source.accessedNanos);
        Memory.putLong(memory.times + 2 * Long.BYTES, source.modified);
        Memory.putLong(memory.times + 3 * Long.BYTES, source.modifiedNanos);
        return memory.times;
    }
}
