package dev.tidemill.nio;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFile;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The locks of a channel: those it has and those it has asked for. Among all channels of this JVM
/// no two overlap, shared ones neither; that is what [java.nio.channels.FileLock] says of a JVM,
/// and not how the system sees it.
///
/// The locks of the JDK's own channels are not among them: those are another program's to us.
final class ChannelLocks {

    /// By the identity of the file; a list is never empty, and changed only by the map.
    private static final ConcurrentHashMap<Object, List<Entry>> BY_FILE = new ConcurrentHashMap<>();

    /// Of channels that nobody can reach any more, and that nobody has closed.
    private static final ReferenceQueue<ChannelLock> FORGOTTEN = new ReferenceQueue<>();

    private static final class Entry extends WeakReference<ChannelLock> {
        final Object file;

        Entry(ChannelLock lock, Object file) {
            super(lock, FORGOTTEN);
            this.file = file;
        }

        boolean isInTheWayOf(ChannelLock lock) {
            ChannelLock other = get();
            return other != null && other.acquiredBy().isOpen() && other.overlaps(lock.position(), lock.size());
        }
    }

    private final AsyncFile file;
    private final Set<ChannelLock> locks = ConcurrentHashMap.newKeySet(); // as long as the channel

    private volatile @Nullable Object identity;

    ChannelLocks(AsyncFile file) {
        this.file = file;
    }

    /// @throws OverlappingFileLockException if one of this JVM's channels has a part of it, or has
    ///     asked for it
    /// @throws ClosedChannelException if the file is closed
    void add(ChannelLock lock) throws ClosedChannelException {
        for (Entry gone; (gone = (Entry) FORGOTTEN.poll()) != null; ) removeFrom(gone.file, null);
        Object of = identity();
        BY_FILE.compute(of, (_, known) -> {
            List<Entry> entries = known == null ? new ArrayList<>() : known;
            for (Entry entry : entries) {
                if (entry.isInTheWayOf(lock)) throw new OverlappingFileLockException();
            }
            entries.add(new Entry(lock, of));
            return entries;
        });
        locks.add(lock);
    }

    private Object identity() throws ClosedChannelException {
        Object known = identity;
        if (known == null) identity = known = file.identity();
        return known;
    }

    void remove(ChannelLock lock) {
        Object of = identity;
        if (of != null && locks.remove(lock)) removeFrom(of, lock);
    }

    /// The channel is closed.
    void clear() {
        for (ChannelLock lock : locks) remove(lock);
    }

    private static void removeFrom(Object file, @Nullable ChannelLock lock) {
        BY_FILE.computeIfPresent(file, (_, entries) -> {
            entries.removeIf(entry -> entry.get() == lock || entry.get() == null);
            return entries.isEmpty() ? null : entries;
        });
    }
}
