package dev.tidemill.transfer.block;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.CancellationToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Reads that a thread of their own starts: it copies a block out of the page cache while another
/// thread copies the one before into it. What is not in the cache the engine fetches, as many
/// blocks at once as the window is wide, or the thread itself does, from a [ReadersFile].
///
/// The thread lives until [#close()], which waits for it, or until there is nothing more to read.
/// It waits for the one who writes, and for where data begins in the file: a cancelled token ends
/// both waits. And it waits for a block that it reads past the page cache.
public final class ThreadsReads implements Reads {

    public static final String THREAD_NAME = "tidemill-read";

    private static final int MOST_THREADS = Runtime.getRuntime().availableProcessors() / 2;
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final BlockReader reader;
    private final int depth;
    private final CancellationToken token;
    private final CancellationToken.Registration whenCancelled;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition more = lock.newCondition();

    // All that follows is read and written under the lock.

    /// In the order of the file: the first is the next to write.
    private final ArrayDeque<Block> window = new ArrayDeque<>();

    private int refill; // when so many are left, the thread goes on
    private boolean isEnd; // the thread adds no more
    private boolean isClosed;
    private @Nullable Throwable failure;

    private ThreadsReads(BlockReader reader, int depth, CancellationToken token) {
        this.reader = reader;
        this.depth = depth;
        this.token = token;
        this.thread = Thread.ofPlatform().name(THREAD_NAME).daemon().unstarted(this::read);
        this.whenCancelled = token.onCancel(thread::interrupt);
    }

    /// @param depth blocks that are read, or wait to be written, at the same time
    /// @param token that of the reader
    /// @return null if so many processors are not there: one for each two have such a thread
    static @Nullable ThreadsReads start(BlockReader reader, int depth, CancellationToken token) {
        if (THREADS.incrementAndGet() > MOST_THREADS) {
            THREADS.decrementAndGet();
            return null;
        }
        ThreadsReads reads = null;
        try {
            reads = new ThreadsReads(reader, depth, token);
            reads.thread.start();
            return reads;
        } catch (Throwable t) {
            THREADS.decrementAndGet();
            throw t;
        }
    }

    private void read() {
        Throwable thrown = null;
        try {
            while (isRoom()) {
                Block block = reader.readNext();
                if (block == null) break;
                add(block);
            }
        } catch (Throwable t) {
            thrown = t;
        }
        THREADS.decrementAndGet();
        lock.lock();
        try {
            failure = thrown;
            isEnd = true;
            more.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a place in the window. While the device is busy that is for the first one; what
    /// is in the cache can wait until half of the window is empty, as to be woken for each block
    /// would cost more than to read it.
    ///
    /// @return false if nobody wants more
    private boolean isRoom() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (window.size() == depth) {
                refill = window.getLast().isRead() ? depth / 2 : depth - 1;
                while (window.size() > refill && !isClosed) room.await();
            }
            return !isClosed;
        } finally {
            lock.unlock();
        }
    }

    private void add(Block block) {
        lock.lock();
        try {
            window.add(block);
            if (window.size() == 1) more.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Block next() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (window.isEmpty() && !isEnd) more.await();
            Block block = window.poll();
            if (block == null) throwFailure();
            else if (window.size() == refill) room.signal();
            return block;
        } finally {
            lock.unlock();
        }
    }

    private void throwFailure() throws IOException, InterruptedException {
        token.throwIfCancelled(); // that is why the thread was interrupted
        Throwable thrown = failure;
        if (thrown == null) return; // there is nothing more
        switch (thrown) {
            case IOException e -> throw e;
            case InterruptedException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(thrown);
        }
    }

    @Override
    public void close() {
        whenCancelled.close();
        lock.lock();
        try {
            isClosed = true;
            room.signal();
        } finally {
            lock.unlock();
        }
        awaitEndOfThread();
        window.forEach(Block::giveBack);
        window.clear();
    }

    /// An interrupt does not end the wait, and stays set.
    private void awaitEndOfThread() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
