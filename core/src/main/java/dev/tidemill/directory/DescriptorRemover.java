package dev.tidemill.directory;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.DirectoryCalls;
import dev.tidemill.engine.DirectoryCalls.Refused;
import dev.tidemill.engine.DirectoryEntries;
import dev.tidemill.engine.NativePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;

/// Removes by descriptors.
///
/// Every name is removed from a directory that is open, and every directory is opened by its name
/// in one that is open, and not through a link. So whoever puts links in the place of directories
/// meanwhile has the links removed, and nothing behind them.
final class DescriptorRemover extends Remover {

    /// A directory that somebody else adds to is read so often.
    private static final int MOST_READINGS = 8;

    private final NativePath root;
    private final Consumer<? super IOException> failed;
    private final Deque<Attempt> attempts = new ArrayDeque<>(); // one for each directory of the way
    private @Nullable Descent descent; // from the directory that the root is in; null until it begins

    DescriptorRemover(NativePath root, Consumer<? super IOException> failed) {
        this.root = root;
        this.failed = failed;
    }

    /// To empty a directory.
    private static final class Attempt {
        int readings;
        boolean hasFailed; // and somebody was told why
    }

    @Override
    boolean goOn() throws IOException {
        try (var calls = new DirectoryCalls()) {
            Descent way = descent;
            if (way == null) descent = way = begin(calls);
            for (int steps = 0; steps < TURN && way.depth() > 0 && !isHurried(); steps++) step(calls, way);
            return way.depth() > 0;
        }
    }

    private Descent begin(DirectoryCalls calls) throws IOException {
        byte[] path = root.bytes();
        int end = path.length;
        while (path[end - 1] == '/') end--;
        int start = end;
        while (start > 0 && path[start - 1] != '/') start--;
        byte[] before = start == 0 ? new byte[] {'.'} : Arrays.copyOf(path, start);
        int result = calls.openPath(before, true);
        if (result >= 0) {
            Path parent = root.path().getParent();
            var way = new Descent(result, parent == null ? Path.of("") : parent);
            attempts.push(new Attempt());
            result = removeOrEnter(calls, way, Arrays.copyOfRange(path, start, end), DirectoryEntries.UNKNOWN);
            if (result == 0) return way;
            way.close();
        }
        throw DirectoryCalls.failure(root.path(), "removal of the tree", result);
    }

    private void step(DirectoryCalls calls, Descent way) {
        try {
            DirectoryEntries entries = way.next(calls);
            if (entries != null) {
                byte[] name = entries.name();
                int result = removeOrEnter(calls, way, name, entries.type());
                if (isFailure(result)) report(NativePath.resolve(way.path(), name), "removal", result);
                return;
            }
        } catch (Refused e) {
            if (isFailure(e.result())) report(way.path(), "reading of the directory", e.result());
        }
        leave(calls, way);
    }

    private static boolean isFailure(int result) {
        return result < 0 && !DirectoryCalls.isMissing(result); // somebody else was faster
    }

    /// The name may be of something else by now than it was when the directory was read, and is so
    /// again and again if somebody means us ill: the answers of the calls are what counts.
    ///
    /// @return 0 if it is removed or entered, or a negated errno
    private int removeOrEnter(DirectoryCalls calls, Descent way, byte[] name, int type) {
        if (type == DirectoryEntries.DIRECTORY || type == DirectoryEntries.UNKNOWN) {
            int entered = enter(calls, way, name, new Attempt());
            if (!DirectoryCalls.isNoDirectory(entered)) return entered;
        }
        int removed = calls.remove(way.directory(), name);
        if (removed == 0) countRemoved();
        if (!DirectoryCalls.isDirectory(removed)) return removed;
        int entered = enter(calls, way, name, new Attempt());
        return DirectoryCalls.isNoDirectory(entered) ? removed : entered;
    }

    private int enter(DirectoryCalls calls, Descent way, byte[] name, Attempt attempt) {
        int entered = way.enter(calls, name, false);
        if (entered == 0) attempts.push(attempt);
        else if (isFailure(entered) && !DirectoryCalls.isNoDirectory(entered)) {
            if (calls.removeDirectory(way.directory(), name) < 0) return entered;
            countRemoved(); // it may not be read, but it was empty
            return 0;
        }
        return entered;
    }

    private void leave(DirectoryCalls calls, Descent way) {
        byte[] name = way.name();
        Path path = way.path();
        Attempt attempt = attempts.pop();
        int left = way.leave(calls);
        if (left == 0) {
            removeEmptied(calls, way, name, path, attempt);
            return;
        }
        boolean hasFailed = false;
        do { // up to one that is still there
            if (isFailure(left)) report(way.path(), "going on with the directory", left);
            hasFailed |= attempts.pop().hasFailed;
            left = way.leave(calls);
        } while (left < 0);
        attempts.element().hasFailed |= hasFailed;
    }

    private void removeEmptied(DirectoryCalls calls, Descent way, byte[] name, Path path, Attempt attempt) {
        int result = calls.removeDirectory(way.directory(), name);
        if (DirectoryCalls.isNoDirectory(result)) result = calls.remove(way.directory(), name);
        if (result == 0) {
            countRemoved();
        } else if (!DirectoryCalls.isNotEmpty(result)) {
            if (isFailure(result)) report(path, "removal", result);
        } else if (attempt.hasFailed) {
            attempts.element().hasFailed = true;
        } else if (++attempt.readings == MOST_READINGS) {
            report(path, "removal", result);
        } else {
            // somebody adds names, or the file system left some out because we removed others
            result = enter(calls, way, name, attempt);
            if (isFailure(result)) report(path, "removal", result);
        }
    }

    private void report(Path path, String action, int result) {
        attempts.element().hasFailed = true;
        failed.accept(DirectoryCalls.failure(path, action, result));
    }

    @Override
    void close() {
        if (descent != null) descent.close();
    }
}
