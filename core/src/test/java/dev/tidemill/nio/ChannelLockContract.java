package dev.tidemill.nio;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// What everybody expects of the locks of an [AsynchronousFileChannel].
abstract class ChannelLockContract extends ChannelFixture {

    @Test
    void aLockIsThereUntilItIsReleased() throws Exception {
        try (var channel = open(file("x"), READ, WRITE)) {
            FileLock lock = channel.lock().get();
            assertEquals(0, lock.position());
            assertEquals(Long.MAX_VALUE, lock.size());
            assertFalse(lock.isShared());
            assertSame(channel, lock.acquiredBy());
            assertNull(lock.channel());
            assertTrue(lock.isValid());
            lock.release();
            assertFalse(lock.isValid());
            lock.release();
            try (FileLock shared = channel.lock(7, 5, true).get()) {
                assertEquals(7, shared.position());
                assertEquals(5, shared.size());
                assertTrue(shared.isShared());
                assertTrue(shared.isValid());
            }
            channel.tryLock().release();
        }
    }

    @Test
    void aLockWithoutSizeReachesToTheEnd() throws Exception {
        try (var channel = open(file("x"), READ, WRITE)) {
            for (long position : new long[] {0, 1, 1L << 40}) {
                try (FileLock lock = channel.lock(position, 0, false).get()) {
                    assertEquals(Long.MAX_VALUE - position, lock.size());
                }
                try (FileLock lock = channel.tryLock(position, 0, true)) {
                    assertEquals(Long.MAX_VALUE - position, lock.size());
                }
            }
        }
    }

    @Test
    void whatOverlapsInThisJvmIsRefused() throws Exception {
        Path path = file("x");
        Path sameFile = Files.createLink(folder().resolve("other name"), path);
        try (var one = open(path, READ, WRITE);
                var other = open(sameFile, READ, WRITE)) {
            FileLock lock = one.lock(10, 10, true).get();
            for (AsynchronousFileChannel channel : new AsynchronousFileChannel[] {one, other}) {
                for (boolean shared : new boolean[] {true, false}) {
                    assertThrows(OverlappingFileLockException.class, () -> channel.lock(19, 5, shared));
                    assertThrows(OverlappingFileLockException.class, () -> channel.tryLock(5, 6, shared));
                    assertThrows(OverlappingFileLockException.class, () -> channel.lock(5, 0, shared, null, unheard()));
                }
                assertThrows(OverlappingFileLockException.class, channel::lock);
                assertThrows(OverlappingFileLockException.class, channel::tryLock);
                channel.lock(20, 5, false).get().release();
                channel.tryLock(5, 5, false).release();
            }
            lock.release();
            other.lock().get().release();
        }
    }

    @Test
    void locksOfOtherFilesDoNotOverlap() throws Exception {
        try (var one = open(file("x"), READ, WRITE);
                var other = open(Files.createFile(folder().resolve("other")), READ, WRITE);
                var _ = one.lock().get();
                var lock = other.tryLock()) {
            assertTrue(lock.isValid());
        }
    }

    @Test
    void argumentsOfLocksAreCheckedInOrder() throws Exception {
        Path path = file("x");
        var reading = open(path, READ);
        var writing = open(path, WRITE);
        assertThrows(IllegalArgumentException.class, () -> writing.lock(-1, 1, false));
        assertThrows(IllegalArgumentException.class, () -> writing.lock(1, -1, false));
        assertThrows(IllegalArgumentException.class, () -> writing.lock(Long.MAX_VALUE, 1, false));
        assertThrows(IllegalArgumentException.class, () -> writing.tryLock(-1, 0, false));
        assertThrows(IllegalArgumentException.class, () -> writing.tryLock(1, -1, false));
        assertThrows(IllegalArgumentException.class, () -> reading.lock(-1, 1, true, null, unheard()));
        for (int round = 0; round < 2; round++) {
            assertThrows(NonReadableChannelException.class, () -> writing.lock(-1, 1, true));
            assertThrows(NonReadableChannelException.class, () -> writing.tryLock(-1, 1, true));
            assertThrows(NonWritableChannelException.class, () -> reading.lock(-1, 1, false));
            assertThrows(NonWritableChannelException.class, () -> reading.tryLock(-1, 1, false));
            assertThrows(NonWritableChannelException.class, reading::lock);
            assertThrows(NonWritableChannelException.class, reading::tryLock);
            assertThrows(NullPointerException.class, () -> writing.lock(-1, 1, true, null, null));
            reading.close();
            writing.close();
        }
        failsWith(ClosedChannelException.class, () -> writing.lock(-1, 1, false));
        failsWith(ClosedChannelException.class, writing::lock);
        assertInstanceOf(ClosedChannelException.class, toldOfFailure(handler -> writing.lock(null, handler)));
        assertThrows(ClosedChannelException.class, () -> writing.tryLock(-1, 1, false));
        assertThrows(ClosedChannelException.class, writing::tryLock);
    }

    @Test
    void aLockGoesWithItsChannel() throws Exception {
        Path path = file("x");
        var channel = open(path, READ, WRITE);
        FileLock lock = channel.lock().get();
        FileLock released;
        try (var other = open(Files.createFile(folder().resolve("other")), WRITE)) {
            released = other.lock().get();
            released.release();
        }
        channel.close();
        assertFalse(lock.isValid());
        assertThrows(ClosedChannelException.class, lock::release);
        assertThrows(ClosedChannelException.class, released::release);
        try (var other = open(path, READ, WRITE)) {
            other.tryLock().release();
        }
    }

    @Test
    void handlersAreToldOfLocks() throws Exception {
        try (var executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "the one"));
                var channel = open(file("x"), Set.of(READ, WRITE), executor)) {
            var told = new CompletableFuture<String>();
            channel.lock(3, 4, true, "attached", new CompletionHandler<FileLock, String>() {
                @Override
                public void completed(FileLock lock, String attachment) {
                    told.complete(lock.isValid() + " " + lock.position() + " " + attachment + " "
                            + Thread.currentThread().getName());
                }

                @Override
                public void failed(Throwable failure, String attachment) {
                    told.completeExceptionally(failure);
                }
            });
            assertEquals("true 3 attached the one", told.get());
        }
    }

    // With another program.

    @Test
    void whatAnotherProgramHasLockedIsWaitedFor() throws Exception {
        Path path = file("x");
        try (var program = LockingProgram.start(path);
                var channel = open(path, READ, WRITE)) {
            program.lock(0, Long.MAX_VALUE, false);
            assertNull(channel.tryLock());
            assertNull(channel.tryLock(7, 1, true));
            Future<FileLock> lock = channel.lock();
            assertThrows(TimeoutException.class, () -> lock.get(20, TimeUnit.MILLISECONDS));
            assertThrows(OverlappingFileLockException.class, () -> channel.lock(5, 5, false));
            assertThrows(OverlappingFileLockException.class, () -> channel.tryLock(5, 5, false));
            program.unlock();
            assertTrue(lock.get().isValid());
            lock.get().release();

            program.lock(0, 10, false);
            channel.lock(10, 10, false).get().release();
            program.unlock();
            program.lock(0, 10, true);
            channel.lock(5, 10, true).get().release();
            assertNull(channel.tryLock(5, 10, false));
        }
    }

    @Test
    void closingEndsTheWaiting() throws Exception {
        Path path = file("x");
        try (var program = LockingProgram.start(path)) {
            program.lock(0, Long.MAX_VALUE, false);
            for (int round = 0; round < 20; round++) {
                var channel = open(path, READ, WRITE);
                Future<FileLock> lock = channel.lock(0, 5, false);
                var told = new CompletableFuture<FileLock>();
                channel.lock(5, 5, true, null, ChannelContract.telling(told));
                if (round % 2 == 0) assertThrows(TimeoutException.class, () -> lock.get(5, TimeUnit.MILLISECONDS));
                channel.close();
                failsWith(AsynchronousCloseException.class, () -> lock);
                assertInstanceOf(
                        AsynchronousCloseException.class,
                        assertThrows(ExecutionException.class, told::get).getCause());
            }
        }
    }

    @Test
    void whoeverCancelsTheWaitingKnowsAtOnce() throws Exception {
        Path path = file("x");
        try (var program = LockingProgram.start(path)) {
            program.lock(0, Long.MAX_VALUE, false);
            for (boolean close : new boolean[] {false, true}) {
                try (var channel = open(path, READ, WRITE)) {
                    Future<FileLock> lock = channel.lock();
                    assertTrue(lock.cancel(close));
                    assertTrue(lock.isDone());
                    assertTrue(lock.isCancelled());
                    assertThrows(CancellationException.class, lock::get);
                    assertEquals(!close, channel.isOpen());
                }
            }
            program.unlock();
            try (var channel = open(path, READ, WRITE)) {
                assertNotNull(channel.tryLock());
            }
        }
    }

    private interface Locking {
        void start(CompletionHandler<FileLock, Object> handler);
    }

    private static Throwable toldOfFailure(Locking start) {
        var told = new CompletableFuture<FileLock>();
        start.start(ChannelContract.telling(told));
        return assertThrows(ExecutionException.class, told::get).getCause();
    }

    private static CompletionHandler<FileLock, Object> unheard() {
        return ChannelContract.telling(new CompletableFuture<>());
    }
}
