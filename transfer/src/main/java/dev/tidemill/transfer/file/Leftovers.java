package dev.tidemill.transfer.file;

import dev.tidemill.engine.DirectoryCalls;
import dev.tidemill.engine.NativePath;
import dev.tidemill.linux.LibC;
import dev.tidemill.transfer.entry.PartName;
import dev.tidemill.transfer.entry.Presence;
import dev.tidemill.transfer.entry.Provider;
import dev.tidemill.transfer.entry.Status;
import dev.tidemill.transfer.entry.TreeMemory;
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
import java.util.function.Predicate;

/// Removes what killed programs left behind: files that have a name of [PartName] and that nobody
/// holds locked, in directories in which nobody else is at work ([Presence]).
///
/// What is left of a large copy is kept for the next run of the same copy, which continues it; but
/// not for ever: when anything has been copied into its directory, or another file is copied to the
/// same name, it goes too.
///
/// Links of that name, and files that their owner may not write, are removed too. They cannot be
/// locked; but they are like that only for the moment before they get their final name, and whoever
/// made one makes another if it is gone.
public final class Leftovers {

    private static final int MOST_REMEMBERED = 10_000;
    private static final Set<Object> CLEANED = ConcurrentHashMap.newKeySet();
    private static final Set<Object> WITH_RESTS = ConcurrentHashMap.newKeySet();

    private Leftovers() {}

    /// Cleans up one directory before something is copied into it: what can be continued stays.
    /// What cannot be removed stays for the next time: nobody's copy fails because of it.
    ///
    /// @return whether something that can be continued is there
    public static boolean removeFrom(Path directory) {
        return remove(directory, path -> !PartName.isRest(path));
    }

    /// Cleans up one directory when something has been copied into it.
    public static void removeAllFrom(Path directory) {
        remove(directory, _ -> true);
    }

    /// Removes what is left of other copies to `target`: of another source, or of this one as it
    /// was before.
    ///
    /// @param kept which can be continued; that takes system calls, and goes too without them
    public static void removeSuperseded(Path target, Path kept) {
        Path name = LibC.isAvailable() ? kept.getFileName() : null;
        remove(
                Targets.directoryOf(target),
                path -> PartName.isOfCopyTo(target, path) && !path.getFileName().equals(name));
    }

    /// @return whether something stays that the filter did not let through
    private static boolean remove(Path directory, Predicate<Path> filter) {
        boolean isSomethingKept = false;
        boolean isShared = isSomebodyIn(directory);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PartName::matches)) {
            for (Path path : left) {
                if (!filter.test(path)) isSomethingKept = true;
                else if (!isShared || PartName.isRest(path)) remove(path);
            }
        } catch (IOException | DirectoryIteratorException _) {
            // the copy itself will find out what is wrong with the directory, and say so
        }
        return isSomethingKept;
    }

    /// See [Presence]. What can be continued is locked by whoever writes it.
    private static boolean isSomebodyIn(Path directory) {
        if (!LibC.isAvailable() || !Provider.isSystems(directory)) return false;
        try (DirectoryCalls calls = new DirectoryCalls();
                TreeMemory memory = new TreeMemory(0)) {
            int opened = calls.openPath(NativePath.of(directory).bytes(), true);
            if (opened < 0) return false;
            try {
                return Presence.isSomebodyIn(opened, memory);
            } finally {
                DirectoryCalls.close(opened);
            }
        }
    }

    /// As [#removeFrom], unless this program has done so before: what it leaves itself it also
    /// removes itself.
    public static void removeOnceFrom(Path directory) throws IOException {
        if (CLEANED.size() > MOST_REMEMBERED) CLEANED.clear();
        if (!Provider.isSystems(directory)) { // which may be closed, and is not to be remembered
            removeFrom(directory);
            return;
        }
        Object key = Status.following(directory).key();
        if (CLEANED.add(key) && removeFrom(directory)) WITH_RESTS.add(key);
    }

    /// As [#removeAllFrom], unless [#removeOnceFrom] has seen that nothing is there.
    public static void removeRestsFrom(Path directory) throws IOException {
        if (!WITH_RESTS.isEmpty()
                && Provider.isSystems(directory)
                && WITH_RESTS.remove(Status.following(directory).key())) removeAllFrom(directory);
    }

    public static void remove(Path path) {
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
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            // locked, so somebody writes it; or not ours to remove; or of a provider that has no locks
        }
    }

    private static void removeUnlessLocked(Path path) throws IOException {
        if (PartName.isInUseHere(path)) return;
        if (!Provider.isSystems(path)) {
            if (canBeLocked(path)) Files.deleteIfExists(path);
            return;
        }
        try (FileChannel left = FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            // removed under the lock: its owner, if there still is one, cannot begin to use it
            if (left.tryLock() != null) Files.deleteIfExists(path);
        }
    }

    /// Other providers write what was opened when it is closed, so it is to be removed after that.
    private static boolean canBeLocked(Path path) throws IOException {
        try (FileChannel left = FileChannel.open(path, StandardOpenOption.WRITE)) {
            return left.tryLock() != null;
        }
    }
}
