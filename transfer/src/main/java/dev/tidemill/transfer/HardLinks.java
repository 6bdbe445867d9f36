package dev.tidemill.transfer;

import dev.tidemill.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/// Files of a tree that have several names, of which not all were met yet: about 200 bytes each.
/// All threads.
final class HardLinks {

    private record Key(long device, long number) {}

    private final ConcurrentHashMap<Key, File> files = new ConcurrentHashMap<>();

    /// One such file; whoever has it locked decides about it.
    static final class File {

        private final Key key;
        private final int names;
        private int met;
        private boolean isBeingCopied;
        private @Nullable TreeFolder folder; // of the first copy
        private byte @Nullable [] name;
        private final List<TreeQueue.Piece> waiting = new ArrayList<>(1);

        private File(Key key, int names) {
            this.key = key;
            this.names = names;
        }

        /// The directory of a copy that is there, or null.
        synchronized @Nullable TreeFolder folder() {
            return folder;
        }

        synchronized byte @Nullable [] name() {
            return name;
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

    File of(Facts facts) {
        Key key = new Key(facts.device, facts.number);
        return files.computeIfAbsent(key, k -> new File(k, facts.links));
    }

    Turn turn(File file, TreeQueue.Piece again) {
        synchronized (file) {
            if (file.folder != null) {
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
    List<TreeQueue.Piece> copied(File file, TreeFolder folder, byte[] name) {
        synchronized (file) {
            file.folder = folder;
            file.name = name;
            file.met++;
            file.isBeingCopied = false;
            return takeWaiting(file);
        }
    }

    /// @return what can go on now: the first of them is to copy it
    List<TreeQueue.Piece> failed(File file) {
        synchronized (file) {
            file.isBeingCopied = false;
            return takeWaiting(file);
        }
    }

    private static List<TreeQueue.Piece> takeWaiting(File file) {
        List<TreeQueue.Piece> waiting = List.copyOf(file.waiting);
        file.waiting.clear();
        return waiting;
    }
}
