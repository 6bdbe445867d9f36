package dev.tidemill.file.model;

import dev.tidemill.engine.Faults;
import dev.tidemill.linux.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Calls that now and then fail or transfer less than they could; it remembers which failed.
///
/// After a signal (EINTR) a call is made again, and a copy that the system cannot make (EXDEV) in
/// another way: nobody is told. A close that fails is left out: on a ring the file would stay open
/// then.
final class RandomFaults extends Faults {

    /// @param errno what it failed with
    record Fault(Call call, Errno errno) {}

    private static final Map<Call, List<Errno>> ERRORS = Map.ofEntries(
            Map.entry(Call.OPEN, List.of(Errno.EIO, Errno.EMFILE, Errno.EINTR)),
            Map.entry(Call.READ, List.of(Errno.EIO, Errno.EAGAIN, Errno.EINTR)),
            Map.entry(Call.WRITE, List.of(Errno.EIO, Errno.ENOSPC, Errno.EAGAIN, Errno.EINTR)),
            Map.entry(Call.FSYNC, List.of(Errno.EIO, Errno.ENOSPC, Errno.EINTR)),
            Map.entry(Call.FDATASYNC, List.of(Errno.EIO, Errno.EINTR)),
            Map.entry(Call.TRUNCATE, List.of(Errno.EIO, Errno.EINTR)),
            Map.entry(Call.ALLOCATE, List.of(Errno.ENOSPC, Errno.EINTR)),
            Map.entry(Call.SIZE, List.of(Errno.EIO)),
            Map.entry(Call.WRITE_BACK, List.of(Errno.EIO, Errno.ENOSPC)),
            Map.entry(Call.SEEK, List.of(Errno.EIO)),
            Map.entry(Call.COPY, List.of(Errno.EIO, Errno.ENOSPC, Errno.EXDEV)));

    private final Random random;
    private final int failing;
    private final int shortened;
    private final int alignment;

    // Under this object's lock.
    private final List<Fault> faults = new ArrayList<>();
    private boolean on;

    /// @param failing so many of a thousand calls fail
    /// @param shortened so many of a thousand transfers are short
    /// @param alignment of short transfers, in bytes
    RandomFaults(Random random, int failing, int shortened, int alignment) {
        this.random = random;
        this.failing = failing;
        this.shortened = shortened;
        this.alignment = alignment;
    }

    /// From now on, or not any more; forgets what happened until here.
    synchronized void turn(boolean on) {
        this.on = on;
        faults.clear();
    }

    /// What failed since it was turned on, but for what is tried again, or in another way.
    synchronized List<Fault> takeFaults() {
        List<Fault> taken = new ArrayList<>(faults);
        faults.clear();
        return taken;
    }

    @Override
    public synchronized int errnoOf(Call call) {
        if (!on || call == Call.CLOSE || random.nextInt(1000) >= failing) return 0;
        List<Errno> errors = ERRORS.getOrDefault(call, List.of());
        if (errors.isEmpty()) return 0;
        Errno errno = errors.get(random.nextInt(errors.size()));
        if (errno.equals(Errno.EINTR) || errno.equals(Errno.EXDEV)) return errno.number();
        faults.add(new Fault(call, errno));
        return errno.number();
    }

    @Override
    public synchronized int lengthOf(Call call, int length) {
        if (!on || length <= alignment || random.nextInt(1000) >= shortened) return length;
        int units = 1 + random.nextInt((length - 1) / alignment);
        return units * alignment;
    }
}
