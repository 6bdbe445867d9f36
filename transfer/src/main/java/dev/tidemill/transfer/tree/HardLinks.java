package dev.tidemill.transfer.tree;

import dev.tidemill.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Files of a tree that have several names, of which not all were met yet: about 200 bytes each.
/// All threads.
///
/// @param <C> says where a copy is
/// @param <W> work that waits for one
final class HardLinks<C, W> {

    private final ConcurrentHashMap<Object, File> files = new ConcurrentHashMap<>();
    private final Predicate<? super C> isGone;

    /// @param isGone whether a copy that was there is no more
    HardLinks(Predicate<? super C> isGone) {
        this.isGone = isGone;
    }

    /// One such file; whoever has it locked decides about it.
    final class File {

        private final Object key;
        private final int names;
        private int met;
        private boolean isBeingCopied;
        private @Nullable C copy; // the first
        private final List<W> waiting = new ArrayList<>(1);

        private File(Object key, int names) {
            this.key = key;
            this.names = names;
        }

        /// A copy that is there; if it is the turn to link to it.
        synchronized C copy() {
            return Objects.requireNonNull(copy, "copy");
        }
    }

    enum Turn {
        /// The caller copies it, and says so with [#copied] or [#failed].
        COPY,
        /// There is a copy to be linked to.
        LINK,
        /// Somebody copies it; the piece of work is done when there is a copy, or is not.
        LATER
    }

    /// @param key equal for all names of the file, and for no other file
    /// @param names how many it has
    File of(Object key, int names) {
        return files.computeIfAbsent(key, k -> new File(k, names));
    }

    Turn turn(File file, W again) {
        synchronized (file) {
            if (file.copy != null && isGone.test(file.copy)) {
                file.copy = null;
                file.met = 0;
            }
            if (file.copy != null) {
                if (++file.met >= file.names) files.remove(file.key);
                return Turn.LINK;
            }
            if (file.isBeingCopied) {
                file.waiting.add(again);
                return Turn.LATER;
            }
            file.isBeingCopied = true;
            return Turn.COPY;
        }
    }

    /// @return what can go on now
    List<W> copied(File file, C copy) {
        synchronized (file) {
            file.copy = copy;
            file.met++;
            file.isBeingCopied = false;
            return takeWaiting(file);
        }
    }

    /// @return what can go on now: the first of them is to copy it
    List<W> failed(File file) {
        synchronized (file) {
            file.isBeingCopied = false;
            return takeWaiting(file);
        }
    }

    private List<W> takeWaiting(File file) {
        List<W> waiting = List.copyOf(file.waiting);
        file.waiting.clear();
        return waiting;
    }
}
