package dev.tidemill.engine.uring;

import static dev.tidemill.linux.IoUring.IORING_REGISTER_IOWQ_MAX_WORKERS;

import dev.tidemill.engine.EngineSettings;
import dev.tidemill.linux.Memory;
import java.lang.foreign.Arena;

/// How many threads the kernel may use for what can only block. Of the ring's owner alone.
///
/// Some are for files, a bounded number: work for more of them waits. A call that waits for
/// somebody else, who may need one of them to come, adds its own for as long as it lasts.
final class Workers {

    private final Ring ring;
    private final int forFiles;
    private final int forOthers;
    private int waiting;

    /// Whether the kernel can be told, from Linux 5.15 on. Where it cannot, a burst of calls makes
    /// a thread for each.
    final boolean areLimited;

    Workers(Ring ring, EngineSettings settings) {
        this.ring = ring;
        this.forFiles = settings.boundedWorkers();
        this.forOthers = settings.unboundedWorkers();
        this.areLimited = limit() >= 0;
    }

    /// A call is about to begin that waits for somebody.
    void addOne() {
        waiting++;
        adjust();
    }

    /// It has ended.
    void removeOne() {
        waiting--;
        adjust();
    }

    private void adjust() {
        if (areLimited) {
            var _ = limit(); // it was refused if there is no memory: then somebody waits longer
        }
    }

    private int limit() {
        try (Arena arena = Arena.ofConfined()) {
            long counts = arena.allocate(8, 4).address();
            Memory.putInt(counts, forFiles + waiting);
            Memory.putInt(counts + 4, forOthers);
            return ring.register(IORING_REGISTER_IOWQ_MAX_WORKERS, counts, 2);
        }
    }
}
