package dev.tidemill.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.Leftovers;
import dev.tidemill.Waiting;
import dev.tidemill.linux.LibC;
import dev.tidemill.task.NonBlockingThread;
import java.io.EOFException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The same open file for callers that wait, on threads of both kinds.
@Timeout(60)
interface BlockingContract extends Workbench {

    private static List<Thread.Builder> kinds() {
        return List.of(Thread.ofPlatform().name("blocking"), Thread.ofVirtual().name("blocking"));
    }

    @Test
    default void aCallThatWaitsGivesWhatATaskGives() throws Exception {
        for (Thread.Builder kind : kinds()) {
            Path path = write("a", "0123456789");
            evict(path);
            try (AsyncFile async = open(path, READ, WRITE)) {
                BlockingFile file = async.blocking();
                on(kind, () -> {
                    MemorySegment target = memory(4);
                    assertEquals(4, file.read(target, 3));
                    assertEquals("3456", Workbench.text(target));
                    ByteBuffer buffer = ByteBuffer.allocate(20).position(2);
                    assertEquals(10, file.read(buffer, 0));
                    assertEquals(12, buffer.position());
                    byte[] array = new byte[4];
                    assertEquals(2, file.read(array, 1, 2, 5));
                    assertEquals("\0" + "56\0", new String(array, UTF_8));
                    assertEquals(0, file.read(array, 10));
                    file.readFully(target, 6);
                    assertEquals("6789", Workbench.text(target));
                    assertEquals(2, file.write(memory("ab"), 0));
                    ByteBuffer source = ByteBuffer.wrap("cd".getBytes(UTF_8));
                    assertEquals(2, file.write(source, 2));
                    assertFalse(source.hasRemaining());
                    file.writeFully(memory("ef"), 10);
                    file.force(false);
                    assertEquals(12, file.size());
                    file.truncate(11);
                    assertEquals("abcd456789e", Files.readString(path));
                    return null;
                });
            }
        }
    }

    @Test
    default void failuresAreThoseOfATask() throws Exception {
        Path path = write("a", "0123456789");
        try (AsyncFile async = open(path, READ, WRITE);
                AsyncFile full = open(Path.of("/dev/full"), WRITE)) {
            for (Thread.Builder kind : kinds()) {
                on(kind, () -> {
                    var end = assertThrows(
                            EOFException.class, () -> async.blocking().readFully(memory(8), 7));
                    assertEquals(
                            path + ": read of 8 bytes at 7 failed: the file ends after 3 of them", end.getMessage());
                    var e = assertThrows(
                            FileSystemException.class, () -> full.blocking().writeFully(memory(8), 0));
                    var model = assertThrows(
                            FileSystemException.class,
                            () -> full.writeFully(memory(8), 0).await());
                    assertEquals(model.getMessage(), e.getMessage());
                    return null;
                });
            }
        }
    }

    /// The memory of this process is a file; that of a mapping whose file was cut cannot be read.
    @Test
    default void aTransferThatFailsInTheMiddleSaysHowFarItCame() throws Exception {
        int there = 128 * 1024;
        Path memory = Path.of("/proc/self/mem");
        String error = LibC.isAvailable() ? "EIO (Input/output error)" : "Input/output error";
        try (FileChannel cut = FileChannel.open(write("cut", ""), READ, WRITE);
                AsyncFile async = open(memory, READ)) {
            long position = cut.map(MapMode.READ_WRITE, 0, 2L * there, arena()).address();
            cut.truncate(there);
            for (Thread.Builder kind : kinds()) {
                for (ByteBuffer target :
                        List.of(ByteBuffer.allocate(2 * there), ByteBuffer.allocateDirect(2 * there))) {
                    on(kind, () -> {
                        var e = assertThrows(
                                FileSystemException.class,
                                () -> async.blocking().readFully(target, position));
                        assertEquals(
                                memory + ": read of 262144 bytes at " + position + " failed: " + error
                                        + ", after 131072 bytes were read",
                                e.getMessage());
                        assertEquals(there, target.position());
                        assertEquals(there, async.blocking().read(target.clear(), position));
                        assertEquals(there, target.position());
                        return null;
                    });
                }
            }
        }
    }

    @Test
    default void anInterruptCancelsWhatTheThreadWaitsFor() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        Path path = fifo("fifo");
        try (AsyncFile async = open(path, READ, WRITE)) {
            for (Thread.Builder kind : kinds()) {
                var call = new FutureTask<>(() -> {
                    var e = assertThrows(
                            InterruptedException.class, () -> async.blocking().read(memory(8), 0));
                    assertFalse(Thread.currentThread().isInterrupted());
                    return e;
                });
                Thread thread = kind.start(call);
                Waiting.until(() -> io().pendingOperations() == 1, "a pending read");
                Waiting.untilParked(thread);
                thread.interrupt();
                String cause = call.get().getCause().getMessage();
                assertTrue(cause.startsWith(path + ": read of 8 bytes cancelled by an interrupt of its waiter"), cause);
                Waiting.until(() -> io().pendingOperations() == 0, "no pending read");
                async.writeFully(memory("untouched"), 0).await();
                assertEquals(9, async.read(memory(100), 0).await());
            }
        }
    }

    /// What is there is given; whoever waits next learns of the interrupt.
    @Test
    default void anInterruptThatComesTooLateStaysSet() throws Exception {
        needsSystemCalls("every read waits for another thread");
        Path path = write("a", "0123456789");
        try (AsyncFile async = open(path, READ, WRITE)) {
            assertEquals(10, async.read(memory(10), 0).await()); // from here on in the page cache
            for (Thread.Builder kind : kinds()) {
                on(kind, () -> {
                    Thread.currentThread().interrupt();
                    assertEquals(10, async.blocking().read(memory(10), 0));
                    assertTrue(Thread.interrupted());
                    return null;
                });
            }
        }
    }

    @Test
    default void anInterruptBeforeTheWaitIsAnInterrupt() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        try (AsyncFile async = open(fifo("fifo"), READ, WRITE)) {
            for (Thread.Builder kind : kinds()) {
                on(kind, () -> {
                    Thread.currentThread().interrupt();
                    assertThrows(
                            InterruptedException.class, () -> async.blocking().read(memory(10), 0));
                    assertFalse(Thread.interrupted());
                    return null;
                });
            }
            Waiting.until(() -> io().pendingOperations() == 0, "no pending read");
        }
    }

    @Test
    default void closingTheFileEndsTheCall() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        for (Thread.Builder kind : kinds()) {
            AsyncFile async = open(fifo("fifo" + kind.hashCode()), READ, WRITE);
            var call = new FutureTask<Throwable>(() -> assertThrows(
                    AsynchronousCloseException.class, () -> async.blocking().read(memory(8), 0)));
            kind.start(call);
            Waiting.until(() -> io().pendingOperations() == 1, "a pending read");
            async.close();
            call.get();
            on(
                    kind,
                    () -> assertThrows(
                            ClosedChannelException.class, () -> async.blocking().read(memory(8), 0)));
        }
    }

    /// Whoever holds only this form still uses the file, and nobody closes it but the collector.
    @Test
    default void aFileIsNotForgottenWhileItsBlockingFormIsInUse() throws Exception {
        Path path = write("a", "0123456789");
        BlockingFile file = open(path).blocking();
        for (int i = 0; i < 20; i++) {
            System.gc();
            Thread.yield(); // to whoever closes what is forgotten
            assertEquals(4, file.read(memory(4), 0));
        }
        Reference.reachabilityFence(file);
        file = null;
        Waiting.until(
                () -> {
                    System.gc();
                    return !Leftovers.descriptors().containsValue(path.toString());
                },
                "a file that is closed when nobody can reach it");
    }

    @Test
    default void aThreadThatMustNotWaitIsRefusedBeforeAnythingBegins() throws Exception {
        final class NonBlocking extends Thread implements NonBlockingThread {
            NonBlocking(Runnable body) {
                super(body, "the-owner-of-something");
            }
        }
        Path path = write("a", "0123456789");
        try (AsyncFile async = open(path, READ, WRITE)) {
            BlockingFile file = async.blocking();
            List<Callable<?>> calls = List.of(
                    () -> file.read(memory(4), 0),
                    () -> file.write(memory("x"), 0),
                    file::size,
                    () -> {
                        file.force(true);
                        return 0;
                    },
                    () -> {
                        file.truncate(0);
                        return 0;
                    });
            for (Callable<?> call : calls) {
                var refused = new FutureTask<>(() -> assertThrows(IllegalStateException.class, call::call));
                Thread thread = new NonBlocking(refused);
                thread.start();
                String message = refused.get().getMessage();
                assertTrue(message.startsWith("the-owner-of-something must not wait"), message);
                assertEquals(0, io().pendingOperations());
            }
        }
        assertEquals("0123456789", Files.readString(path));
    }

    private static <T> void on(Thread.Builder kind, Callable<T> body) throws Exception {
        var call = new FutureTask<>(body);
        kind.start(call);
        call.get();
    }
}
