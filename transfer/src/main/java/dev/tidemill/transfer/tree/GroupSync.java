package dev.tidemill.transfer.tree;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.transfer.entry.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Brings what was copied to the device before it gets its name, many files at a time: one call for
/// the whole file system, and while that waits, the next files gather. To wait for each file would
/// take ten times as long as to copy it.
///
/// A last call, when everything has its name, brings the names there.
final class GroupSync {

    /// More would be more than the page cache should hold, and more memory.
    private static final int MOST_WAITING = 16 << 10;

    /// What is to get its name.
    interface Pending {
        /// The device that must have it before.
        long device();

        /// It is on the device.
        ///
        /// @param result 0, or what the device said against it: a negated errno
        void synced(TreeWorker worker, int result);
    }

    private final Set<Long> failedDevices = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All that follows is read and written under the lock.

    private final Map<Long, Integer> devices = new HashMap<>(); // a descriptor on each
    private List<Pending> waiting = new ArrayList<>();
    private boolean isEnd;
    private boolean isBusy; // with a batch

    /// Has to be called for the first directory on each device before anything is written there:
    /// the system tells of errors since then.
    void know(long device, int fd) throws Refused {
        lock.lock();
        try {
            if (devices.containsKey(device)) return;
            devices.put(device, Refused.target("opening it again", LibC.fcntl(fd, Fcntl.F_DUPFD_CLOEXEC, 0)));
        } finally {
            lock.unlock();
        }
    }

    void add(Pending pending) {
        lock.lock();
        try {
            while (waiting.size() >= MOST_WAITING) changed.awaitUninterruptibly();
            waiting.add(pending);
            if (waiting.size() == 1) changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// On a thread of its own, until [#end].
    void run(TreeWorker worker) {
        try {
            for (List<Pending> batch = take(); batch != null; batch = take()) {
                Map<Long, Integer> results = sync();
                for (Pending pending : batch) pending.synced(worker, results.getOrDefault(pending.device(), 0));
            }
        } finally {
            stopped();
        }
    }

    private @Nullable List<Pending> take() {
        lock.lock();
        try {
            isBusy = false;
            if (waiting.isEmpty()) changed.signalAll();
            while (waiting.isEmpty()) {
                if (isEnd) return null;
                changed.awaitUninterruptibly();
            }
            List<Pending> batch = waiting;
            waiting = new ArrayList<>();
            isBusy = true;
            changed.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void stopped() {
        lock.lock();
        try {
            isBusy = false;
            waiting.clear(); // if it could not go on
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until nothing waits for a name.
    ///
    /// @return whether there was nothing to wait for
    boolean awaitIdle() throws InterruptedException {
        lock.lock();
        try {
            boolean wasIdle = true;
            while (isBusy || !waiting.isEmpty()) {
                wasIdle = false;
                changed.await();
            }
            return wasIdle;
        } finally {
            lock.unlock();
        }
    }

    /// @return what each device said
    Map<Long, Integer> sync() {
        Map<Long, Integer> results = new HashMap<>();
        Map<Long, Integer> all;
        lock.lock();
        try {
            all = new HashMap<>(devices);
        } finally {
            lock.unlock();
        }
        all.forEach((device, fd) -> {
            int result;
            do {
                result = LibC.syncfs(fd);
            } while (result == -Errno.EINTR.number());
            if (result < 0) failedDevices.add(device);
            results.put(device, result);
        });
        return results;
    }

    /// Those that have said that something is not there, and is not going to be.
    Set<Long> failedDevices() {
        return Set.copyOf(failedDevices);
    }

    void end() {
        lock.lock();
        try {
            isEnd = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        for (int fd : devices.values()) {
            var _ = LibC.close(fd);
        }
        devices.clear();
    }
}
