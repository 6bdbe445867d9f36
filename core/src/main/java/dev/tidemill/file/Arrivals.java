package dev.tidemill.file;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/// The transfers of a batch, in the order in which they are done. One thread at a time iterates.
///
/// @param <E> a transfer
final class Arrivals<E> implements Iterator<E> {

    private final ConcurrentLinkedQueue<E> done = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread waiting;
    private int expected;

    Arrivals(int expected) {
        this.expected = expected;
    }

    /// Gives `transfer` when its task is done.
    void expect(E transfer, Task<?> task) {
        if (task.isDone()) done.add(transfer);
        else task.whenCompleteAsync((_, _) -> arrived(transfer), Tasks.inline()).forget();
    }

    /// On the thread that completes the transfer.
    private void arrived(E transfer) {
        done.add(transfer);
        LockSupport.unpark(waiting);
    }

    @Override
    public boolean hasNext() {
        return expected > 0;
    }

    @Override
    public E next() {
        if (expected == 0) throw new NoSuchElementException("all of the batch were given");
        E transfer = done.poll();
        if (transfer == null) transfer = awaitNext();
        expected--;
        return transfer;
    }

    private E awaitNext() {
        waiting = Thread.currentThread();
        try {
            for (; ; ) {
                E transfer = done.poll();
                if (transfer != null) return transfer;
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("interrupted while waiting for the next of a batch");
                }
                LockSupport.park(this);
            }
        } finally {
            waiting = null;
        }
    }

    /// Waits for the last word on a transfer: its memory is the kernel's until then. An interrupt
    /// stays set.
    static void settle(Task<?> task) {
        boolean interrupted = false;
        while (!task.isDone()) {
            try {
                var _ = task.outcome();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
