package dev.tidemill.file;

import dev.tidemill.engine.FileFacts;
import dev.tidemill.engine.FileFacts.Moment;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// What the system knows of a file, at one moment: statx(2).
///
/// Times are those of the file system, to the nanosecond where it has them. Numbers that the system
/// does not tell are -1: which those are without native access is said with each.
public final class FileStatus implements BasicFileAttributes {

    private static final PosixFilePermission[] PERMISSIONS = { // from the highest of the nine bits on
        PosixFilePermission.OWNER_READ,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_EXECUTE
    };

    private final FileFacts facts;

    FileStatus(FileFacts facts) {
        this.facts = facts;
    }

    @Override
    public long size() {
        return facts.size();
    }

    @Override
    public boolean isRegularFile() {
        return facts.isRegularFile();
    }

    @Override
    public boolean isDirectory() {
        return facts.isDirectory();
    }

    @Override
    public boolean isSymbolicLink() {
        return facts.isSymbolicLink();
    }

    /// Whether it is a pipe, a socket or a device.
    @Override
    public boolean isOther() {
        return !isRegularFile() && !isDirectory() && !isSymbolicLink();
    }

    @Override
    public FileTime lastModifiedTime() {
        return facts.modified().toFileTime();
    }

    @Override
    public FileTime lastAccessTime() {
        return facts.accessed().toFileTime();
    }

    /// When it was made, as [#birthTime()]; where that is not known, when it was modified last.
    @Override
    public FileTime creationTime() {
        Moment born = facts.born();
        return (born == null ? facts.modified() : born).toFileTime();
    }

    /// When it was made; empty if the file system does not know. Without native access it is what
    /// the JDK says, which may be [#lastModifiedTime()].
    public Optional<FileTime> birthTime() {
        return Optional.ofNullable(facts.born()).map(Moment::toFileTime);
    }

    /// When its content or its attributes were changed last, `ctime`.
    public FileTime changeTime() {
        return facts.changed().toFileTime();
    }

    /// Kind and permissions as one number; see inode(7).
    public int mode() {
        return facts.mode();
    }

    /// Who may do what.
    public Set<PosixFilePermission> permissions() {
        return permissions(facts);
    }

    static Set<PosixFilePermission> permissions(FileFacts facts) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        int highest = PERMISSIONS.length - 1;
        for (int i = 0; i <= highest; i++) {
            if ((facts.mode() & 1 << (highest - i)) != 0) permissions.add(PERMISSIONS[i]);
        }
        return permissions;
    }

    /// The number of the user it belongs to; its name is asked for by [AsyncFiles#getOwner].
    public int userId() {
        return facts.user();
    }

    /// The number of the group it belongs to.
    public int groupId() {
        return facts.group();
    }

    /// How many names it has.
    public long links() {
        return facts.links();
    }

    /// Its number in its file system.
    public long inode() {
        return facts.inode();
    }

    /// The file system it is on, as `dev_t`. With [#inode()] it tells files apart.
    public long device() {
        return facts.device();
    }

    /// The device that it stands for, as `dev_t`; 0 if it is no device.
    public long specialDevice() {
        return facts.specialDevice();
    }

    /// The number of the mount it was found on, as in `/proc/self/mountinfo`; -1 before Linux 5.8
    /// and without native access.
    public long mountId() {
        return facts.mount();
    }

    /// Bytes it takes on the device, which may be fewer than [#size()] if it has holes; -1 without
    /// native access.
    public long allocatedBytes() {
        return facts.blocks() < 0 ? -1 : facts.blocks() * 512;
    }

    /// How many bytes are best transferred at once; -1 without native access.
    public int blockBytes() {
        return facts.blockBytes();
    }

    /// Whether nobody can change, rename or remove it (`chattr +i`); false without native access.
    public boolean isImmutable() {
        return facts.isImmutable();
    }

    /// Whether it can only get longer (`chattr +a`); false without native access.
    public boolean isAppendOnly() {
        return facts.isAppendOnly();
    }

    /// Whether the file system compresses it; false without native access.
    public boolean isCompressed() {
        return facts.isCompressed();
    }

    /// Whether the file system encrypts it; false without native access.
    public boolean isEncrypted() {
        return facts.isEncrypted();
    }

    /// Equal for two files if they are the same one; see [#device()] and [#inode()]. It is never
    /// equal to one of the JDK's.
    @Override
    public Object fileKey() {
        return new Key(facts.device(), facts.inode());
    }

    private record Key(long device, long inode) {
        @Override
        public String toString() {
            return "(dev=" + Long.toHexString(device) + ",ino=" + inode + ")";
        }
    }

    /// "-rw-r--r-- 4096 bytes"
    @Override
    public String toString() {
        var text = new StringBuilder(24).append(kind());
        for (int i = 0; i < PERMISSIONS.length; i++) {
            boolean may = (facts.mode() & 1 << (PERMISSIONS.length - 1 - i)) != 0;
            text.append(may ? "rwx".charAt(i % 3) : '-');
        }
        return text.append(' ').append(size()).append(" bytes").toString();
    }

    private char kind() {
        if (isRegularFile()) return '-';
        if (isDirectory()) return 'd';
        return isSymbolicLink() ? 'l' : 'o';
    }
}
