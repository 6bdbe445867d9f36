package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.NativePath;
import java.util.Arrays;
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
    Lane laneOf(NativePath name) {
        return placeOf(name).lane();
    }

    /// Whether a name is of a file system that is in memory, as far as the name says.
    boolean isInMemory(NativePath name) {
        return placeOf(name).inMemory();
    }

    private Place placeOf(NativePath name) {
        long now = System.nanoTime();
        long last = lastRead.get();
        if (now - last > OLD_NANOS && lastRead.compareAndSet(last, now)) {
            readAgain();
        }
        MountTable mounts = table;
        Recent recent = this.recent;
        if (recent != null && recent.isFor(name, mounts)) return recent.place();
        int mount = mounts.mountOf(name.path());
        Lane lane = mount == MountTable.NONE ? new Lane(root(name), false) : Lane.ofMount(mount);
        Place place = new Place(lane, mounts.isInMemory(mount));
        if (mounts.isBelow(name.path())) this.recent = new Recent(mounts, directory(name), place);
        return place;
    }

    private record Place(Lane lane, boolean inMemory) {}

    /// The directory of the last name: the next one is often in it, and then nothing has to be
    /// looked up.
    ///
    /// @param directory with the slash at its end; nothing is mounted in it
    private record Recent(MountTable table, byte[] directory, Place place) {

        boolean isFor(NativePath name, MountTable mounts) {
            byte[] bytes = name.bytes();
            int length = directory.length;
            if (mounts != table || bytes.length <= length) return false;
            if (!Arrays.equals(bytes, 0, length, directory, 0, length)) return false;
            for (int i = length; i < bytes.length; i++) if (bytes[i] == '/') return false;
            return true;
        }
    }

    private static byte[] directory(NativePath name) {
        byte[] bytes = name.bytes();
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '/') end--;
        return Arrays.copyOf(bytes, end);
    }

    private void readAgain() {
        try {
            pool.execute(READING, () -> table = MountTable.read());
        } catch (OutOfMemoryError e) {
            // no thread to be had: the old table has to do
        }
    }

    /// Where no mounts are known, the drive.
    private static Object root(NativePath name) {
        Object root = name.path().toAbsolutePath().getRoot();
        return root == null ? MountTable.class : root;
    }
}
