package dev.tidemill.transfer.verify;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.file.FileStatus;
import dev.tidemill.transfer.Attribute;
import dev.tidemill.transfer.Difference;
import dev.tidemill.transfer.names.PathBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// One entry of a tree against that of its copy: what it is, its bytes, and then its attributes.
///
/// @param name as it is reported
record EntryComparison(Scope scope, Path name, Path source, Path copy) {

    private static final int S_IFMT = 0170000;
    private static final int S_IFIFO = 0010000;
    private static final int S_IFCHR = 0020000;
    private static final int S_IFBLK = 0060000;
    private static final int S_IFSOCK = 0140000;

    /// @return null if there is none
    /// @throws IOException if one of them cannot be read
    @Nullable
    Difference difference(Reading reading) throws IOException, InterruptedException {
        FileStatus wanted = scope.status(source);
        FileStatus found = statusOfCopy();
        if (found == null) {
            String inIt = wanted.isDirectory() ? ", with all that should be in it" : "";
            return differs(Difference.Kind.MISSING, "is missing" + inIt);
        }
        String difference = otherKind(wanted, found);
        if (difference != null) return differs(Difference.Kind.KIND, difference);
        if (wanted.isRegularFile()) {
            if (wanted.size() != found.size()) {
                String sizes = "has %,d bytes, and not %,d".formatted(found.size(), wanted.size());
                return differs(Difference.Kind.SIZE, sizes);
            }
            difference = otherBytes(reading, wanted, found);
        } else if (wanted.isSymbolicLink()) {
            difference = otherTarget();
        }
        if (difference != null) return differs(Difference.Kind.CONTENT, difference);
        difference = otherAttributes(wanted, found);
        return difference == null ? null : differs(Difference.Kind.ATTRIBUTES, difference);
    }

    private Difference differs(Difference.Kind kind, String detail) {
        return new Difference(name, copy, kind, detail);
    }

    private @Nullable FileStatus statusOfCopy() throws IOException, InterruptedException {
        try {
            return scope.status(copy);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return null;
        }
    }

    private static @Nullable String otherKind(FileStatus wanted, FileStatus found) {
        if ((wanted.mode() & S_IFMT) != (found.mode() & S_IFMT))
            return "is " + kind(found) + ", and not " + kind(wanted);
        // of files and directories, 0
        return wanted.specialDevice() == found.specialDevice() ? null : "is another device";
    }

    static String kind(FileStatus status) {
        if (status.isRegularFile()) return "a file";
        if (status.isDirectory()) return "a directory";
        if (status.isSymbolicLink()) return "a link";
        return switch (status.mode() & S_IFMT) {
            case S_IFIFO -> "a pipe";
            case S_IFCHR, S_IFBLK -> "a device";
            case S_IFSOCK -> "a socket";
            default -> "something else";
        };
    }

    private @Nullable String otherBytes(Reading reading, FileStatus wanted, FileStatus found)
            throws IOException, InterruptedException {
        if (wanted.fileKey().equals(found.fileKey())) return null; // two names of one file
        long position = reading.mismatch(source, copy, wanted.size());
        if (position < 0) return null;
        if (isChanged(source, wanted) || isChanged(copy, found)) return "was written while it was compared";
        return "differs from byte %,d on".formatted(position);
    }

    private boolean isChanged(Path path, FileStatus before) throws IOException, InterruptedException {
        FileStatus now = scope.status(path);
        return now.size() != before.size() || !now.lastModifiedTime().equals(before.lastModifiedTime());
    }

    private @Nullable String otherTarget() throws IOException {
        Path wanted = Files.readSymbolicLink(source);
        Path found = Files.readSymbolicLink(copy);
        if (Arrays.equals(PathBytes.of(wanted), PathBytes.of(found))) return null;
        return "leads to " + found + ", and not to " + wanted;
    }

    private @Nullable String otherAttributes(FileStatus wanted, FileStatus found)
            throws IOException, InterruptedException {
        Set<Attribute> attributes = scope.settings().attributes();
        if (attributes.contains(Attribute.MODE) && wanted.mode() != found.mode()) {
            return "has mode %o, and not %o".formatted(found.mode() & ~S_IFMT, wanted.mode() & ~S_IFMT);
        }
        if (attributes.contains(Attribute.OWNER)
                && (wanted.userId() != found.userId() || wanted.groupId() != found.groupId())) {
            return "belongs to %d:%d, and not to %d:%d"
                    .formatted(found.userId(), found.groupId(), wanted.userId(), wanted.groupId());
        }
        if (attributes.contains(Attribute.TIMES) && !wanted.lastModifiedTime().equals(found.lastModifiedTime())) {
            return "is of " + found.lastModifiedTime() + ", and not of " + wanted.lastModifiedTime();
        }
        boolean hasExtended = wanted.isRegularFile() || wanted.isDirectory();
        return hasExtended && attributes.contains(Attribute.EXTENDED) ? otherExtended() : null;
    }

    private @Nullable String otherExtended() throws IOException, InterruptedException {
        Map<String, byte[]> wanted = extended(source);
        Map<String, byte[]> found = extended(copy);
        Set<String> names = new TreeSet<>(wanted.keySet());
        names.addAll(found.keySet());
        for (String name : names) {
            if (!Arrays.equals(wanted.get(name), found.get(name))) return "has another attribute user." + name;
        }
        return null;
    }

    private Map<String, byte[]> extended(Path path) throws IOException, InterruptedException {
        return AsyncFiles.userAttributes(scope.io(), path, scope.token(), LinkOption.NOFOLLOW_LINKS)
                .await();
    }
}
