package dev.tidemill.directory;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.DirectoryCalls;
import dev.tidemill.engine.DirectoryCalls.Identity;
import dev.tidemill.engine.DirectoryCalls.Refused;
import dev.tidemill.engine.DirectoryEntries;
import dev.tidemill.engine.NativePath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The way from a directory down a tree, by descriptors: as deep as the tree is, with few of them.
///
/// The innermost directories of the way are open, and so is the outermost one. Those in between
/// were closed, and are opened again when the way leads back to them, by `..` or by their names;
/// that they are the same then is known by their numbers, so nobody who moves directories or puts
/// links in their place leads us out of the tree. For one thread at a time.
final class Descent {

    /// Beside the outermost one.
    private static final int MOST_OPEN = 24;

    private final List<Level> levels = new ArrayList<>();
    private final Path root;
    private Path path;
    private int firstOpen = 1; // those before, but the outermost one, are closed

    /// @param root an open directory, closed by this from now on
    /// @param path of it
    Descent(int root, Path path) {
        this.root = path;
        this.path = path;
        levels.add(new Level(root, new byte[0], false));
    }

    private static final class Level {
        final byte[] name;
        final boolean throughLink;
        int descriptor;

        @Nullable
        DirectoryEntries entries;

        @Nullable
        Identity identity;

        long position; // where to go on when it is opened again

        Level(int descriptor, byte[] name, boolean throughLink) {
            this.descriptor = descriptor;
            this.name = name;
            this.throughLink = throughLink;
        }
    }

    /// How far the innermost directory is below the outermost one; -1 when that has been left.
    int depth() {
        return levels.size() - 1;
    }

    /// Of the innermost directory.
    Path path() {
        return path;
    }

    /// The innermost directory.
    int directory() {
        return levels.getLast().descriptor;
    }

    /// The name of the innermost directory in that before it.
    byte[] name() {
        return levels.getLast().name;
    }

    /// Goes on to the next entry of the innermost directory.
    ///
    /// @return null if there is none
    @Nullable
    DirectoryEntries next(DirectoryCalls calls) throws Refused {
        Level level = levels.getLast();
        while (true) {
            DirectoryEntries entries = level.entries;
            if (entries != null && entries.next()) return entries;
            level.entries = calls.read(level.descriptor);
            if (level.entries == null) return null;
        }
    }

    /// Goes into a directory of the innermost one, which becomes the innermost.
    ///
    /// @return 0, or a negated errno
    int enter(DirectoryCalls calls, byte[] name, boolean throughLink) {
        if (levels.size() - firstOpen >= MOST_OPEN) closeFirst(calls);
        int opened = calls.open(directory(), name, throughLink);
        while (DirectoryCalls.isOutOfDescriptors(opened) && closeFirst(calls)) {
            opened = calls.open(directory(), name, throughLink);
        }
        if (opened < 0) return opened;
        levels.add(new Level(opened, name, throughLink));
        path = NativePath.resolve(path, name);
        return 0;
    }

    /// Closes the outermost directory that can be closed.
    private boolean closeFirst(DirectoryCalls calls) {
        if (firstOpen >= levels.size() - 1) return false; // the innermost one is in use
        Level level = levels.get(firstOpen);
        try {
            level.identity = identity(calls, level);
        } catch (Refused e) {
            return false;
        }
        DirectoryEntries entries = level.entries; // none if we only came back, to go down again
        if (entries != null) level.position = entries.position();
        level.entries = null;
        DirectoryCalls.close(level.descriptor);
        level.descriptor = -1;
        firstOpen++;
        return true;
    }

    private static Identity identity(DirectoryCalls calls, Level level) throws Refused {
        Identity known = level.identity;
        return known == null ? calls.identity(level.descriptor) : known;
    }

    /// Whether the innermost directory is on the way to itself.
    boolean isLoop(DirectoryCalls calls) throws Refused {
        Level innermost = levels.getLast();
        innermost.identity = identity(calls, innermost);
        for (Level level : levels) {
            level.identity = identity(calls, level);
            if (level != innermost && level.identity.equals(innermost.identity)) return true;
        }
        return false;
    }

    /// Goes back to the directory before the innermost one. From the outermost one there is no way
    /// back: then nothing is open any more.
    ///
    /// @return 0, or a negated errno if that cannot be read any more: it is to be left as well
    int leave(DirectoryCalls calls) {
        Level left = levels.removeLast();
        int result = 0;
        if (levels.size() > 0) {
            path = levels.size() == 1 ? root : Objects.requireNonNull(path.getParent());
            if (directory() < 0) result = reopen(calls, left);
            firstOpen = Math.clamp(levels.size() - 1, 1, firstOpen);
        }
        if (left.descriptor >= 0) DirectoryCalls.close(left.descriptor);
        return result;
    }

    private int reopen(DirectoryCalls calls, Level below) {
        Level level = levels.getLast();
        int opened = DirectoryCalls.MOVED;
        if (below.descriptor >= 0 && !below.throughLink) {
            opened = sameOrNone(calls, calls.openParent(below.descriptor), level);
        }
        if (opened < 0) opened = openByNames(calls);
        if (opened < 0) return opened;
        level.descriptor = opened;
        var _ = DirectoryCalls.seek(opened, level.position); // of an open directory
        return 0;
    }

    private int openByNames(DirectoryCalls calls) {
        int opened = levels.getFirst().descriptor;
        for (Level level : levels.subList(1, levels.size())) {
            int next = calls.open(opened, level.name, level.throughLink);
            if (opened != levels.getFirst().descriptor) DirectoryCalls.close(opened);
            opened = sameOrNone(calls, next, level);
            if (opened < 0) return opened;
        }
        return opened;
    }

    private static int sameOrNone(DirectoryCalls calls, int opened, Level level) {
        if (opened < 0) return opened;
        int result;
        try {
            if (calls.identity(opened).equals(level.identity)) return opened;
            result = DirectoryCalls.MOVED;
        } catch (Refused e) {
            result = e.result();
        }
        DirectoryCalls.close(opened);
        return result;
    }

    /// Closes what is open.
    void close() {
        for (Level level : levels) {
            if (level.descriptor >= 0) DirectoryCalls.close(level.descriptor);
        }
        levels.clear();
    }
}
