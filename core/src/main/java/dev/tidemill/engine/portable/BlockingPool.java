package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.Mistakes;
import dev.tidemill.task.NonBlockingThread;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Threads for calls that block, shared out so that what does not answer holds up nobody else.
///
/// Each job belongs to a [Lane]. A lane has at most `perLane` threads, and all together have at
/// most `inAll`; but a lane with jobs always has one thread, whatever the others do. So a server
/// that is gone takes the threads of its own lane and nothing else.
///
/// Jobs of one lane begin in the order in which they came. Threads start when there is a job for
/// them, and end when they have been idle for a while. They are daemons. Any thread may call; none
/// waits here.
final class BlockingPool {

    /// Something that may block. It tells whom it concerns what came of it, and throws nothing.
    interface Job {
        void work();
    }

    private final int perLane;
    private final int inAll;
    private final long idleNanos;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition quiet = lock.newCondition();

    // All that follows is read and written under the lock.

    /// Lanes with jobs, waiting or running.
    private final Map<Lane, Jobs> lanes = new HashMap<>();

    /// Those that could do with one more thread when there was none, in the order of their turns.
    private final ArrayDeque<Jobs> shortOfThreads = new ArrayDeque<>();

    /// The last one to get idle is the first to work again, so that those who are not needed end.
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();

    private final BitSet numbers = new BitSet();
    private int threads;
    private boolean closed;

    BlockingPool(int perLane, int inAll, long idleNanos) {
        this.perLane = perLane;
        this.inAll = inAll;
        this.idleNanos = idleNanos;
    }

    /// Has the job done. After [#close] too: files are closed late.
    ///
    /// @throws OutOfMemoryError if there is no thread, and the system gives none; the job is not
    ///         taken then
    void execute(Lane lane, Job job) {
        lock();
        try {
            Jobs jobs = lanes.computeIfAbsent(lane, Jobs::new);
            if (jobs.waiting.isEmpty() && jobs.mayRunMore()) {
                Worker worker = idle.poll();
                if (worker != null) {
                    worker.wake(jobs, job);
                    return;
                }
                if ((threads < inAll || jobs.running == 0) && startWorker(jobs, job)) {
                    return;
                }
            }
            jobs.waiting.add(job);
            jobs.queueUp();
        } finally {
            lock.unlock();
        }
    }

    /// Whoever has the lock has it for a few steps. But who gets it next may be a virtual thread
    /// without a carrier, and a thread that must not wait does not line up behind that.
    private void lock() {
        if (!(Thread.currentThread() instanceof NonBlockingThread)) lock.lock();
        else while (!lock.tryLock()) Thread.onSpinWait();
    }

    /// The job need not be done any more; it may have been begun.
    void forget(Lane lane, Job job) {
        lock();
        try {
            Jobs jobs = lanes.get(lane);
            if (jobs != null && jobs.waiting.remove(job)) {
                jobs.leaveIfOver();
            }
        } finally {
            lock.unlock();
        }
    }

    /// From now on no thread stays without work.
    void close() {
        lock.lock();
        try {
            closed = true;
            for (Worker worker = idle.poll(); worker != null; worker = idle.poll()) {
                worker.wakeToEnd();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits until there are no jobs, neither waiting nor running.
    ///
    /// @return false if it takes longer than this
    boolean awaitQuiet(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!lanes.isEmpty()) {
                if (left <= 0) {
                    return false;
                }
                left = quiet.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Whether the calling thread is one of a pool's: it must not wait for the others.
    static boolean isOwnThread() {
        return Thread.currentThread() instanceof Worker;
    }

    /// Whether the calling thread is doing a job of this lane, so that it may as well do another.
    static boolean isIn(Lane lane) {
        return Thread.currentThread() instanceof Worker worker && worker.lane != null && worker.lane.lane.equals(lane);
    }

    int threads() {
        lock.lock();
        try {
            return threads;
        } finally {
            lock.unlock();
        }
    }

    /// @return false if the system gives no thread, but there are others
    private boolean startWorker(Jobs jobs, Job job) {
        int number = numbers.nextClearBit(1);
        Worker worker = new Worker(number, jobs, job);
        try {
            worker.start();
        } catch (OutOfMemoryError e) {
            if (threads > 0) {
                return false;
            }
            jobs.leaveIfOver();
            throw e;
        }
        numbers.set(number);
        threads++;
        jobs.running++;
        return true;
    }

    /// The jobs of one lane.
    private final class Jobs {

        final Lane lane;
        final int most;
        final LinkedHashSet<Job> waiting = new LinkedHashSet<>();
        int running;
        boolean queuedUp;

        Jobs(Lane lane) {
            this.lane = lane;
            this.most = lane.inOrder() ? 1 : perLane;
        }

        boolean mayRunMore() {
            return running < most;
        }

        /// Gets in line for one more thread, if there is work for it.
        void queueUp() {
            if (!queuedUp && mayRunMore() && !waiting.isEmpty()) {
                queuedUp = true;
                shortOfThreads.add(this);
            }
        }

        void leaveIfOver() {
            if (running == 0 && waiting.isEmpty()) {
                lanes.remove(lane);
                if (lanes.isEmpty()) {
                    quiet.signalAll();
                }
            }
        }
    }

    private final class Worker extends Thread {

        private final int number;
        private final Condition woken = lock.newCondition();

        // Null while it is idle. Under the lock, or of the thread while it works.
        private @Nullable Jobs lane;
        private @Nullable Job job;

        private boolean toEnd;
        private boolean retired;

        Worker(int number, Jobs lane, Job job) {
            super(null, null, "tidemill-io-" + number, 0, false);
            setDaemon(true);
            this.number = number;
            this.lane = lane;
            this.job = job;
        }

        void wake(Jobs lane, Job job) {
            this.lane = lane;
            this.job = job;
            lane.running++;
            woken.signal();
        }

        void wakeToEnd() {
            toEnd = true;
            woken.signal();
        }

        @Override
        public void run() {
            try {
                Job job = first();
                while (job != null) {
                    work(job);
                    job = null; // an idle thread holds nobody's memory
                    job = next();
                }
            } finally {
                died();
            }
        }

        private static void work(Job job) {
            var _ = Thread.interrupted(); // whoever interrupted this thread meant the job before
            try {
                job.work();
            } catch (Throwable e) {
                Mistakes.log("a job of " + Thread.currentThread().getName() + " failed", e);
            }
        }

        private @Nullable Job first() {
            lock.lock();
            try {
                return job;
            } finally {
                lock.unlock();
            }
        }

        /// The next job, or null if there is none for this thread.
        private @Nullable Job next() {
            lock.lock();
            try {
                Jobs done = leaveLane();
                if (done != null && !done.waiting.isEmpty() && (done.running == 0 || threads > inAll)) {
                    take(done); // it would have no thread otherwise, or this one is here for it alone
                } else if (threads <= inAll) {
                    takeAny(done);
                }
                if (job == null && threads <= inAll && !closed) {
                    awaitJob();
                }
                if (job == null) {
                    retire(); // before the lock is free: nobody is to count on it
                }
                return job;
            } finally {
                lock.unlock();
            }
        }

        private @Nullable Jobs leaveLane() {
            Jobs done = lane;
            lane = null;
            job = null;
            if (done != null) {
                done.running--;
                done.leaveIfOver();
            }
            return done;
        }

        private void take(Jobs jobs) {
            lane = jobs;
            job = jobs.waiting.removeFirst();
            jobs.running++;
        }

        private void takeAny(@Nullable Jobs done) {
            if (done != null) {
                done.queueUp();
            }
            for (Jobs jobs = shortOfThreads.poll(); jobs != null; jobs = shortOfThreads.poll()) {
                jobs.queuedUp = false;
                if (jobs.mayRunMore() && !jobs.waiting.isEmpty()) {
                    take(jobs);
                    jobs.queueUp();
                    return;
                }
            }
        }

        private void awaitJob() {
            idle.push(this);
            long left = idleNanos;
            while (job == null && !toEnd) {
                if (left <= 0) {
                    idle.remove(this);
                    return;
                }
                try {
                    left = woken.awaitNanos(left);
                } catch (InterruptedException e) {
                    // nobody has a reason to; an idle thread has nothing to break off
                }
            }
        }

        private void retire() {
            retired = true;
            numbers.clear(number);
            threads--;
        }

        /// An error of the JVM may end the thread early. It leaves its lane to another one.
        private void died() {
            lock.lock();
            try {
                if (retired) {
                    return;
                }
                Jobs left = leaveLane();
                retire();
                if (left != null && left.running == 0 && !left.waiting.isEmpty()) {
                    Job next = left.waiting.removeFirst();
                    if (!startWorker(left, next)) {
                        left.waiting.addFirst(next);
                        left.queueUp();
                    }
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
