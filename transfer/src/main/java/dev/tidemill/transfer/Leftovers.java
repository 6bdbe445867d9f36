package dev.tidemill.transfer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Removes what killed programs left behind: files that have a name of [PartName] and that nobody
/// holds locked.
///
/// Links of that name, and files that their owner may not write, are removed too. They cannot be
/// locked; but they are like that only for the moment before they get their final name, and whoever
/// made one makes another if it is gone.
final class Leftovers {

    private static final int MOST_REMEMBERED = 10_000;
    private static final Set<Object> CLEANED = ConcurrentHashMap.newKeySet();

    private Leftovers() {}

    /// Cleans up one directory. What cannot be removed stays for the next time: nobody's copy fails
    /// because of it.
    static void removeFrom(Path directory) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PartName::matches)) {
            for (Path path : left) remove(path);
        } catch (IOException | DirectoryIteratorException _) {
            // the copy itself will find out what is wrong with the directory, and say so
        }
    }

    /// Cleans up one directory, unless this program has done so before: what it leaves itself it
    /// also removes itself.
    static void removeOnceFrom(Path directory) throws IOException {
        if (CLEANED.size() > MOST_REMEMBERED) CLEANED.clear();
        if (CLEANED.add(Status.following(directory).key())) removeFrom(directory);
    }

    static void remove(Path path) {
        try {
            Status status = Status.of(path);
            switch (status.kind()) {
                case LINK -> Files.deleteIfExists(path);
                case FILE -> {
                    if (status.isOwnerWritable()) removeUnlessLocked(path);
                    else Files.deleteIfExists(path);
                }
                case DIRECTORY, OTHER -> {} // not from us
            }
        } catch (IOException _) {
            // locked, so somebody writes it; or not ours to remove
        }
    }

    private static void removeUnlessLocked(Path path) throws IOException {
        if (PartName.isInUseHere(path)) return;
        try (FileChannel left = FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            // removed under the lock: its owner, if there still is one, cannot begin to use it
            if (left.tryLock() != null) Files.deleteIfExists(path);
        }
    }
}
