package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.Tidemill;
import dev.tidemill.Waiting;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.DeadlineExceededException;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Locks: whom they keep out, until when, and that who gave up waiting never has one.
@Timeout(60)
interface LockContract extends Workbench {

    private AsyncFile lockable(String name, OpenOption... options) throws Exception {
        Path path = folder().resolve(name);
        return options.length > 0 ? open(path, options) : open(path, READ, WRITE, CREATE);
    }

    private static void assertLocked(AsyncFile file, long position, long length, boolean shared) {
        var e = assertThrows(
                FileLockedException.class,
                () -> file.tryLock(position, length, shared).await());
        assertEquals(file.path().toString(), e.getFile());
        assertThrows(FileLockedException.class, () -> file.blocking().tryLock(position, length, shared));
    }

    private static void assertFree(AsyncFile file, long position, long length, boolean shared) throws Exception {
        file.tryLock(position, length, shared).await().close();
        file.blocking().tryLock(position, length, shared).close();
    }

    // Whom they keep out.

    @Test
    default void aLockKeepsOutOtherFilesOfThisProcess() throws Exception {
        try (AsyncFile one = lockable("a");
                AsyncFile other = lockable("a")) {
            RangeLock lock = one.lock().await();
            assertTrue(lock.isHeld());
            assertSame(one, lock.file());
            assertFalse(lock.isShared());
            var e = assertThrows(
                    FileLockedException.class, () -> other.tryLock().await());
            assertEquals(
                    one.path() + ": exclusive lock of the whole file failed: another process, or another open file of"
                            + " this one, has the file locked",
                    e.getMessage());
            assertLocked(other, 10, 1, true);
            lock.close();
            assertFalse(lock.isHeld());
            assertFree(other, 0, 0, false);
        }
    }

    @Test
    default void aLockKeepsOutOtherPrograms() throws Exception {
        needsSystemCalls("locks of this process are known to the JDK");
        try (AsyncFile file = lockable("a");
                FileChannel other = FileChannel.open(file.path(), READ, WRITE)) {
            try (RangeLock _ = file.lock(10, 10, false).await()) {
                assertNull(other.tryLock(19, 1, true));
                try (FileLock free = other.tryLock(20, 1, false)) {
                    assertTrue(free.isValid());
                }
            }
            try (FileLock _ = other.lock(5, 5, false)) {
                assertLocked(file, 0, 6, true);
                assertFree(file, 0, 5, false);
                assertFree(file, 10, 0, false);
            }
        }
    }

    @Test
    default void rangesThatDoNotOverlapAreIndependent() throws Exception {
        try (AsyncFile one = lockable("a");
                AsyncFile other = lockable("a")) {
            try (RangeLock _ = one.lock(10, 10, false).await()) {
                assertFree(other, 0, 10, false);
                assertFree(other, 20, 0, false);
                assertFree(one, 20, 100, false);
                assertLocked(other, 0, 11, false);
                assertLocked(other, 19, 1, false);
                assertLocked(other, 19, 0, false);
                assertLocked(other, 0, 0, false);
                assertLocked(one, 0, 0, true);
            }
            try (RangeLock _ = one.lock(Long.MAX_VALUE - 1, 1, false).await();
                    RangeLock _ = other.lock(0, Long.MAX_VALUE - 1, false).await()) {
                assertLocked(other, Long.MAX_VALUE - 1, 1, false);
            }
        }
    }

    @Test
    default void aLockToTheEndFollowsTheEnd() throws Exception {
        try (AsyncFile one = lockable("a");
                AsyncFile other = lockable("a")) {
            try (RangeLock lock = one.lock(5, 0, false).await()) {
                assertEquals(5, lock.position());
                assertEquals(0, lock.length());
                one.writeFully(new byte[100], 0).await();
                assertLocked(other, 99, 1, false);
                assertLocked(other, 1L << 40, 1, false);
                assertFree(other, 0, 5, false);
            }
        }
    }

    @Test
    default void sharedLocksAreForMany() throws Exception {
        needsSystemCalls("two shared locks of one process exclude each other");
        try (AsyncFile one = lockable("a");
                AsyncFile other = lockable("a");
                AsyncFile reader = lockable("a", READ)) {
            try (RangeLock first = one.lock(0, 10, true).await();
                    RangeLock second = other.lock(5, 10, true).await()) {
                assertTrue(first.isShared() && second.isShared());
                assertFree(reader, 0, 20, true);
                assertLocked(one, 5, 10, false);
                assertLocked(other, 0, 5, false);
            }
            assertFree(one, 0, 0, false);
        }
    }

    @Test
    default void locksOfOneFileAreEachItsOwn() throws Exception {
        try (AsyncFile file = lockable("a")) {
            RangeLock first = file.lock(0, 10, false).await();
            assertLocked(file, 9, 1, false);
            Task<RangeLock> waiting = file.lock(5, 10, false);
            assertFalse(waiting.waitFor(Duration.ofMillis(20)));
            first.close();
            waiting.await().close();
        }
    }

    @Test
    default void whatTwoSharedLocksOfOneFileHaveInCommonStaysLockedUntilTheSecondGoes() throws Exception {
        needsSystemCalls("two shared locks of one process exclude each other");
        try (AsyncFile file = lockable("a");
                AsyncFile other = lockable("a")) {
            RangeLock outer = file.lock(0, 30, true).await();
            RangeLock inner = file.lock(10, 10, true).await();
            RangeLock same = file.lock(10, 10, true).await();
            outer.close();
            assertFree(other, 0, 10, false);
            assertFree(other, 20, 10, false);
            assertLocked(other, 10, 1, false);
            inner.close();
            assertLocked(other, 19, 1, false);
            same.close();
            assertFree(other, 0, 0, false);
        }
    }

    @Test
    default void locksOfAnExclusiveFileDoNotOpenItToOthers() throws Exception {
        AsyncFile file = lockable("a", READ, WRITE, CREATE, AsyncOption.EXCLUSIVE);
        try (AsyncFile other = lockable("a")) {
            try (RangeLock _ = file.lock(0, 10, true).await()) {
                assertLocked(other, 0, 10, true);
                assertLocked(file, 0, 10, false);
            }
            assertLocked(other, 0, 10, true);
            Task<RangeLock> waiting = other.lock();
            file.close();
            waiting.await().close();
        }
    }

    @Test
    default void aLockIsForFilesThatAreOpenForIt() throws Exception {
        Path path = write("a", "x");
        try (AsyncFile reader = open(path, READ);
                AsyncFile writer = open(path, WRITE)) {
            assertThrows(NonWritableChannelException.class, reader::lock);
            assertThrows(NonWritableChannelException.class, reader::tryLock);
            assertThrows(
                    NonWritableChannelException.class, () -> reader.blocking().lock());
            assertThrows(NonReadableChannelException.class, () -> writer.lock(0, 1, true));
            assertThrows(
                    NonReadableChannelException.class, () -> writer.blocking().tryLock(0, 1, true));
            assertFree(reader, 0, 0, true);
            assertFree(writer, 0, 0, false);
        }
    }

    @Test
    default void aRangeThatThereIsNotIsRefused() throws Exception {
        try (AsyncFile file = lockable("a")) {
            assertEquals(
                    "position is negative: -1",
                    assertThrows(IllegalArgumentException.class, () -> file.lock(-1, 1, false))
                            .getMessage());
            assertEquals(
                    "length is negative: -1",
                    assertThrows(IllegalArgumentException.class, () -> file.tryLock(0, -1, false))
                            .getMessage());
            assertEquals(
                    "position is 2; with a length of 9223372036854775806 it must not exceed 9223372036854775807",
                    assertThrows(IllegalArgumentException.class, () -> file.lock(2, Long.MAX_VALUE - 1, false))
                            .getMessage());
        }
    }

    // Until when.

    @Test
    default void locksGoWithTheirFile() throws Exception {
        try (AsyncFile other = lockable("a")) {
            AsyncFile file = lockable("a");
            RangeLock lock = file.lock(0, 10, false).await();
            Task<RangeLock> waiting = other.lock();
            file.close();
            assertFalse(lock.isHeld());
            waiting.await().close();
            lock.close();
            lock.close();
            assertThrows(ClosedChannelException.class, () -> file.lock().await());
            assertThrows(ClosedChannelException.class, () -> file.blocking().tryLock());
        }
    }

    @Test
    default void aLockIsGivenBackOnce() throws Exception {
        try (AsyncFile file = lockable("a");
                AsyncFile other = lockable("a")) {
            RangeLock lock = file.lock().await();
            Task<Void> closing = lock.closing();
            assertSame(closing, lock.closing());
            assertFalse(closing.cancel(true) && closing.isCancelled());
            closing.await();
            try (RangeLock _ = other.tryLock().await()) {
                lock.close();
                assertLocked(file, 0, 0, false);
            }
        }
    }

    // Waiting.

    @Test
    default void whoWaitsGetsTheLockWhenItGoes() throws Exception {
        try (AsyncFile one = lockable("a");
                AsyncFile other = lockable("a")) {
            RangeLock lock = one.lock(0, 10, false).await();
            Task<RangeLock> waiting = other.lock(9, 1, false);
            Task<RangeLock> alsoWaiting = one.lock(5, 1, false);
            assertFalse(waiting.waitFor(Duration.ofMillis(20)));
            assertFalse(alsoWaiting.isDone());
            lock.close();
            waiting.await().close();
            alsoWaiting.await().close();
        }
    }

    @Test
    default void whoWaitsForAnotherProgramGetsTheLockToo() throws Exception {
        needsSystemCalls("locks of this process are known to the JDK");
        try (AsyncFile file = lockable("a");
                FileChannel other = FileChannel.open(file.path(), READ, WRITE)) {
            FileLock lock = other.lock();
            Task<RangeLock> waiting = file.lock();
            assertFalse(waiting.waitFor(Duration.ofMillis(20)));
            lock.release();
            waiting.await().close();
        }
    }

    @Test
    default void manyWhoWaitTakeTurns() throws Exception {
        try (AsyncFile one = lockable("a");
                AsyncFile other = lockable("a")) {
            one.writeFully(new byte[1], 0).await();
            List<Task<Void>> increments = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                AsyncFile file = i % 2 == 0 ? one : other;
                increments.add(Task.run(() -> {
                    try (RangeLock _ = file.lock(0, 1, false).await()) {
                        byte[] count = new byte[1];
                        file.readFully(count, 0).await();
                        count[0]++;
                        file.writeFully(count, 0).await();
                    }
                }));
            }
            Tasks.whenAll(increments).await();
            byte[] count = new byte[1];
            one.readFully(count, 0).await();
            assertEquals(100, count[0]);
        }
    }

    @Test
    default void whoWaitsNeedsNoThread() throws Exception {
        try (AsyncFile one = lockable("a");
                AsyncFile other = lockable("a")) {
            List<Task<RangeLock>> waiting = new ArrayList<>();
            try (RangeLock _ = one.lock().await()) {
                for (int i = 0; i < 200; i++) waiting.add(other.lock(i, 1, false));
                assertLocked(other, 500, 1, false); // there is a thread for this
            }
            for (Task<RangeLock> lock : waiting) lock.await().close();
        }
    }

    @Test
    default void aLockIsGivenBackThoughThereIsNoRoomForOperations() throws Exception {
        try (Tidemill own = Tidemill.start(config().withMaxInFlight(16));
                AsyncFile one = AsyncFile.open(own, folder().resolve("a"), READ, WRITE, CREATE)
                        .await();
                AsyncFile other =
                        AsyncFile.open(own, folder().resolve("a"), READ, WRITE).await()) {
            RangeLock lock = one.lock().await();
            List<Task<RangeLock>> waiting = new ArrayList<>();
            for (int i = 0; i < 16; i++) waiting.add(other.lock(i, 1, false));
            lock.close();
            for (Task<RangeLock> next : waiting) next.await().close();
        }
    }

    // Giving up.

    private static void assertNobodyHasIt(AsyncFile file) throws Exception {
        file.tryLock().await().close();
    }

    @Test
    default void whoGaveUpHasNoLock() throws Exception {
        try (AsyncFile one = lockable("a");
                AsyncFile other = lockable("a");
                var source = CancellationSource.after(Duration.ofMillis(20))) {
            try (RangeLock _ = one.lock().await()) {
                assertThrows(
                        DeadlineExceededException.class,
                        () -> other.lock(source.token()).await());
                Task<RangeLock> waiting = other.lock();
                assertFalse(waiting.waitFor(Duration.ofMillis(5)));
                waiting.cancel();
                var e = assertThrows(CancellationException.class, waiting::await);
                assertTrue(
                        e.getMessage().startsWith(one.path() + ": exclusive lock of the whole file cancelled"),
                        e::getMessage);
            }
            assertNobodyHasIt(one);
        }
    }

    @Test
    default void whoGivesUpWhileTheLockGoesEitherHasItOrNot() throws Exception {
        try (AsyncFile one = lockable("a");
                AsyncFile other = lockable("a")) {
            for (int round = 0; round < 500; round++) {
                RangeLock lock = one.lock().await();
                Task<RangeLock> waiting = other.lock();
                if (round % 3 == 0) {
                    int before = round;
                    Waiting.until(() -> before % 2 == 0 || io().pendingOperations() > 0, "it waits");
                }
                Task<Void> releasing = lock.closing();
                if (round % 2 == 0) Thread.yield();
                waiting.cancel();
                if (waiting.outcome() instanceof Outcome.Succeeded<RangeLock>(RangeLock held)) held.close();
                releasing.await();
                assertNobodyHasIt(one);
            }
        }
    }

    @Test
    default void closingTheFileEndsTheWait() throws Exception {
        try (AsyncFile one = lockable("a")) {
            try (RangeLock _ = one.lock().await()) {
                AsyncFile closed = lockable("a");
                Task<RangeLock> waiting = closed.lock();
                closed.close();
                assertThrows(AsynchronousCloseException.class, waiting::await);

                AsyncFile closedLater = lockable("a");
                Task<RangeLock> waitingLater = closedLater.lock();
                closedLater.closeAfterPending().await();
                assertThrows(AsynchronousCloseException.class, waitingLater::await);
            }
            assertNobodyHasIt(one);
        }
    }

    @Test
    default void closingTheEngineEndsTheWait() throws Exception {
        try (AsyncFile one = lockable("a")) {
            Tidemill own = Tidemill.start(config());
            AsyncFile other = AsyncFile.open(own, one.path(), READ, WRITE).await();
            try (RangeLock _ = one.lock().await()) {
                Task<RangeLock> waiting = other.lock();
                own.close();
                assertThrows(AsynchronousCloseException.class, waiting::await);
            }
            assertNobodyHasIt(one);
            other.close();
        }
    }

    @Test
    default void anInterruptEndsTheWaitOfABlockingCaller() throws Exception {
        try (AsyncFile one = lockable("a");
                AsyncFile other = lockable("a")) {
            try (RangeLock _ = one.lock().await()) {
                for (boolean virtual : new boolean[] {true, false}) {
                    var thrown = new AtomicReference<Exception>();
                    var begun = new CountDownLatch(1);
                    Runnable body = () -> {
                        begun.countDown();
                        try {
                            other.blocking().lock().close();
                        } catch (IOException | InterruptedException e) {
                            thrown.set(e);
                        }
                    };
                    Thread thread = virtual
                            ? Thread.startVirtualThread(body)
                            : Thread.ofPlatform().start(body);
                    begun.await();
                    Waiting.untilParked(thread);
                    thread.interrupt();
                    thread.join();
                    assertInstanceOf(InterruptedException.class, thrown.get());
                }
            }
            assertTrue(other.isOpen());
            assertNobodyHasIt(one);
        }
    }
}
