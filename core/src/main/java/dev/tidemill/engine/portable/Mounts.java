package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// The [MountTable], kept up to date by a thread that may wait: it is read again when somebody asks
/// and it has grown old, and until then the old one answers.
///
/// A lane that is chosen by an old table is not wrong, only shared with others.
final class Mounts {

    private static final long OLD_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final Lane READING = new Lane(MountTable.class, true);

    private final BlockingPool pool;
    private final AtomicLong lastRead = new AtomicLong(System.nanoTime());
    private volatile MountTable table = MountTable.read();
    private volatile @Nullable Recent recent;

    Mounts(BlockingPool pool) {
        this.pool = pool;
    }

    /// Where calls on a name wait.
    Lane laneOf(Path name) {
        refresh();
        return lookUp(name);
    }

    /// Whether a name is of a file system that is in memory, as far as the name says.
    boolean isInMemory(Path name) {
        refresh();
        return placeOf(name).inMemory();
    }

    /// Has the table read again if it has grown old.
    void refresh() {
        long now = System.nanoTime();
        long last = lastRead.get();
        if (now - last > OLD_NANOS && lastRead.compareAndSet(last, now)) {
            readAgain();
        }
    }

    /// [#laneOf] of one of many names, before which there was a [#refresh].
    Lane lookUp(Path name) {
        return placeOf(name).lane();
    }

    private Place placeOf(Path name) {
        MountTable mounts = table;
        Recent recent = this.recent;
        if (recent != null && recent.isFor(name, mounts)) return recent.place();
        int mount = mounts.mountOf(name);
        Lane lane = mount == MountTable.NONE ? new Lane(root(name), false) : Lane.ofMount(mount);
        Place place = new Place(lane, mounts.isInMemory(mount));
        if (mounts.isBelow(name)) this.recent = new Recent(mounts, directory(name), place);
        return place;
    }

    private record Place(Lane lane, boolean inMemory) {}

    /// The directory of the last name: the next one is often in it, and then nothing has to be
    /// looked up.
    ///
    /// @param directory with the separator at its end; nothing is mounted in it
    private record Recent(MountTable table, String directory, Place place) {

        boolean isFor(Path name, MountTable mounts) {
            String path = name.toString();
            return mounts == table
                    && path.startsWith(directory)
                    && path.indexOf(File.separatorChar, directory.length()) < 0;
        }
    }

    /// @param name absolute, and no root
    private static String directory(Path name) {
        String path = name.toString();
        return path.substring(0, path.lastIndexOf(File.separatorChar) + 1);
    }

    private void readAgain() {
        try {
            pool.execute(READING, () -> table = MountTable.read());
        } catch (OutOfMemoryError e) {
            // no thread to be had: the old table has to do
        }
    }

    /// Where no mounts are known, the drive.
    private static Object root(Path name) {
        Object root = name.toAbsolutePath().getRoot();
        return root == null ? MountTable.class : root;
    }
}
