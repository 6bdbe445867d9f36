package dev.tidemill.transfer.entry;

import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Stat;
import dev.tidemill.linux.Statx;

/// What statx(2) says of a file. One thread, and filled again for each file: a tree has too many
/// for an object each.
public final class Facts {

    /// What is to be asked for.
    static final int MASK = Stat.STATX_BASIC_STATS;

    int mode;
    public int user;
    public int group;
    public int links;
    public int deviceMajor; // of what the entry is, if it is a device
    public int deviceMinor;
    public long device; // that it is on
    public long number;
    public long size;
    public long blocks; // of 512 bytes
    long modified; // seconds
    int modifiedNanos;
    long accessed;
    int accessedNanos;
    long changed;
    int changedNanos;

    /// @param status the address of a `struct statx`
    void read(long status) {
        mode = Short.toUnsignedInt(Memory.getShort(status + Statx.MODE));
        user = Memory.getInt(status + Statx.UID);
        group = Memory.getInt(status + Statx.GID);
        links = Memory.getInt(status + Statx.NLINK);
        deviceMajor = Memory.getInt(status + Statx.RDEV_MAJOR);
        deviceMinor = Memory.getInt(status + Statx.RDEV_MINOR);
        device = ((long) Memory.getInt(status + Statx.DEV_MAJOR) << 32)
                | (Memory.getInt(status + Statx.DEV_MINOR) & 0xFFFF_FFFFL);
        number = Memory.getLong(status + Statx.INO);
        size = Memory.getLong(status + Statx.SIZE);
        blocks = Memory.getLong(status + Statx.BLOCKS);
        modified = Memory.getLong(status + Statx.MTIME + Statx.TV_SEC);
        modifiedNanos = Memory.getInt(status + Statx.MTIME + Statx.TV_NSEC);
        accessed = Memory.getLong(status + Statx.ATIME + Statx.TV_SEC);
        accessedNanos = Memory.getInt(status + Statx.ATIME + Statx.TV_NSEC);
        changed = Memory.getLong(status + Statx.CTIME + Statx.TV_SEC);
        changedNanos = Memory.getInt(status + Statx.CTIME + Statx.TV_NSEC);
    }

    Facts copy() {
        Facts copy = new Facts();
        copy.mode = mode;
        copy.user = user;
        copy.group = group;
        copy.links = links;
        copy.deviceMajor = deviceMajor;
        copy.deviceMinor = deviceMinor;
        copy.device = device;
        copy.number = number;
        copy.size = size;
        copy.blocks = blocks;
        copy.modified = modified;
        copy.modifiedNanos = modifiedNanos;
        copy.accessed = accessed;
        copy.accessedNanos = accessedNanos;
        copy.changed = changed;
        copy.changedNanos = changedNanos;
        return copy;
    }

    /// The kind of the entry, one of `S_IF*`.
    public int kind() {
        return mode & Stat.S_IFMT;
    }

    public boolean isFile() {
        return kind() == Stat.S_IFREG;
    }

    public boolean isDirectory() {
        return kind() == Stat.S_IFDIR;
    }

    public boolean isLink() {
        return kind() == Stat.S_IFLNK;
    }

    /// Whether its permissions have all of these bits.
    public boolean permits(int bits) {
        return (mode & bits) == bits;
    }

    public boolean isSameFileAs(Facts other) {
        return number == other.number && device == other.device;
    }

    /// Whether nobody wrote to the file between these and those.
    public boolean isUnchanged(Facts later) {
        return size == later.size
                && modifiedNanos == later.modifiedNanos
                && changedNanos == later.changedNanos
                && modified == later.modified
                && changed == later.changed;
    }

    /// @return more than 0 if this was written later
    public int compareModified(Facts other) {
        int seconds = Long.compare(modified, other.modified);
        return seconds != 0 ? seconds : Integer.compare(modifiedNanos, other.modifiedNanos);
    }
}
