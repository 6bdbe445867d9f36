package dev.tidemill.engine.portable;

import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.OpenMode;
import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/// An [OpenMode] in the words of the JDK.
final class ChannelOpening {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private static final int S_IFMT = 0xF000;
    private static final int S_IFIFO = 0x1000;
    private static final int S_IFBLK = 0x6000;

    private ChannelOpening() {}

    static Set<OpenOption> options(OpenMode mode) {
        Set<OpenOption> options = new HashSet<>();
        if (mode.read()) options.add(StandardOpenOption.READ);
        if (mode.write()) options.add(appendsItself(mode) ? StandardOpenOption.APPEND : StandardOpenOption.WRITE);
        if (mode.create()) options.add(StandardOpenOption.CREATE);
        if (mode.createNew()) options.add(StandardOpenOption.CREATE_NEW);
        if (mode.truncate() && !mode.isExclusive()) options.add(StandardOpenOption.TRUNCATE_EXISTING);
        if (mode.dataSync()) options.add(StandardOpenOption.DSYNC);
        if (mode.sync()) options.add(StandardOpenOption.SYNC);
        if (!mode.followLinks()) options.add(LinkOption.NOFOLLOW_LINKS);
        // an exclusive one that somebody else has locked is not to be deleted
        if (mode.deleteOnClose() && !(mode.isExclusive() && POSIX)) options.add(StandardOpenOption.DELETE_ON_CLOSE);
        return options;
    }

    /// Whether a write goes to the end by itself. The JDK does not combine that with reading; then
    /// a write looks where the end is.
    static boolean appendsItself(OpenMode mode) {
        return mode.append() && !mode.read();
    }

    static FileAttribute<?>[] attributes(OpenMode mode) {
        if (!POSIX || !(mode.create() || mode.createNew())) return new FileAttribute<?>[0];
        PosixFilePermission[] fromTheHighestBit = {
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE
        };
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < 9; i++) {
            if ((mode.permissions() & 0400 >> i) != 0) permissions.add(fromTheHighestBit[i]);
        }
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
    }

    /// What is behind a name; a regular file if there is nothing yet.
    static FileKind kind(Path path, OpenMode mode) throws IOException {
        LinkOption[] links = mode.followLinks() ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class, links);
        } catch (NoSuchFileException e) {
            return FileKind.REGULAR;
        }
        if (attributes.isDirectory()) return FileKind.DIRECTORY;
        if (!attributes.isOther()) return FileKind.REGULAR;
        return type(path, links) == S_IFBLK ? FileKind.BLOCK_DEVICE : FileKind.STREAM;
    }

    /// Whether it is a pipe, which may be opened any number of times; a device may not.
    static boolean isFifo(Path path) throws IOException {
        try {
            return type(path) == S_IFIFO;
        } catch (NoSuchFileException e) {
            return false; // it was removed as soon as it was open
        }
    }

    /// `S_IF*`, or 0 where there is no such thing.
    private static int type(Path path, LinkOption... links) throws IOException {
        return POSIX ? (int) Files.getAttribute(path, "unix:mode", links) & S_IFMT : 0;
    }

    /// What the JDK does for [StandardOpenOption#DELETE_ON_CLOSE], when the file is locked; where
    /// names of open files cannot be removed it does so itself.
    static void removeName(Path path) {
        if (!POSIX) return;
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // as with the JDK: deleted if that is possible
        }
    }

    static void lockAndTruncate(ChannelHandle file) throws IOException, Unfinished {
        boolean locked;
        try {
            locked = file.tryLock(0, 0, !file.mode().write()) != null;
        } catch (OverlappingFileLockException e) {
            locked = false; // by another channel of this process
        }
        if (!locked) throw Unfinished.failure(new LockedFile(file.path(), file.mode()));
        if (file.mode().truncate()) file.truncate(0);
    }
}
