package dev.tidemill.engine.portable;

import dev.tidemill.engine.NativePath;
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

    Mounts(BlockingPool pool) {
        this.pool = pool;
    }

    /// Where calls on a name wait.
    Lane laneOf(NativePath name) {
        long now = System.nanoTime();
        long last = lastRead.get();
        if (now - last > OLD_NANOS && lastRead.compareAndSet(last, now)) {
            readAgain();
        }
        int mount = table.mountOf(name.path());
        return mount == MountTable.NONE ? new Lane(root(name), false) : Lane.ofMount(mount);
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
