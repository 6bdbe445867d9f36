package dev.tidemill.engine.portable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.Waiting;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import dev.tidemill.task.Cancellation.Reach;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What becomes of operations whose call does not come back.
@Timeout(60)
class CancellingTest extends EngineTest {

    private final AtomicReference<GatedCalls> made = new AtomicReference<>();
    private GatedCalls gate;

    @BeforeEach
    void useCallsThatBlock() {
        engine = new PortableEngine(settings(1, 16_384), Driver.SYSTEM_CALLS, engine -> {
            made.set(new GatedCalls(new LinuxCalls(engine)));
            return made.get();
        });
        gate = Objects.requireNonNull(made.get());
    }

    @AfterEach
    void letAllGo() {
        gate.openGate();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("file"), content);
    }

    private <T> Task<T> blocking(java.util.concurrent.Callable<T> body) {
        return engine.submit(new Operation.Blocking<>(NativePath.of(folder), "call", body), NONE);
    }

    @Test
    void whatHasNotBegunNeverDoes() throws Exception {
        FileHandle file = open(file("0123456789"), OpenMode.READ);
        gate.closeGate();
        Task<Integer> first = read(file, arena.allocate(1), 0);
        gate.arrived.acquire(); // the only thread of the lane
        AtomicBoolean begun = new AtomicBoolean();
        Task<Boolean> second = blocking(() -> begun.getAndSet(true));
        second.cancel();
        assertThat(reach(second)).isEqualTo(Reach.NEVER_STARTED);
        assertThat(engine.pendingOperations()).isEqualTo(1);
        gate.openGate();
        assertThat(first.await()).isEqualTo(1);
        close(file);
        assertThat(begun).isFalse();
    }

    @Test
    void aCallWithoutMemoryOfTheCallerIsDetached() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Task<AutoCloseable> task = blocking(() -> {
            begun.countDown();
            go.await();
            return closed::countDown;
        });
        begun.await();
        task.cancel();
        assertThat(reach(task)).isEqualTo(Reach.DETACHED);
        assertThatThrownBy(task::await).isInstanceOf(CancellationException.class);
        assertThat(engine.pendingOperations()).as("the call goes on").isEqualTo(1);
        go.countDown();
        closed.await(); // what it gave belonged to nobody
    }

    @Test
    void aFileThatIsOpenTooLateIsClosedAgain() throws Exception {
        Path path = file("content");
        gate.closeGate();
        Task<FileHandle> opening = opening(path, OpenMode.READ);
        gate.arrived.acquire();
        opening.cancel();
        assertThat(reach(opening)).isEqualTo(Reach.DETACHED);
        gate.openGate(); // that nothing is open any more is looked at after each test
    }

    @Test
    void aWholeFileThatIsReadTooLateIsClosedAgain() throws Exception {
        Path path = file("content");
        gate.closeGate();
        gate.letGo(1); // open
        Task<byte[]> reading = engine.submit(new Operation.ReadSmallFile(NativePath.of(path)), NONE);
        gate.arrived.acquire(2);
        reading.cancel();
        assertThat(reach(reading)).isEqualTo(Reach.DETACHED);
    }

    @Test
    void theArrayOfADetachedReadIsNotTouched() throws Exception {
        FileHandle file = open(file("0123456789"), OpenMode.READ);
        ByteBuffer target = ByteBuffer.allocate(10);
        gate.closeGate();
        Task<Void> reading = readFully(file, target, 0);
        gate.arrived.acquire();
        reading.cancel();
        assertThat(reach(reading)).isEqualTo(Reach.DETACHED);
        Task<Void> closing = file.close(engine);
        assertThat(closing.isDone()).as("closed under the call").isFalse();
        gate.openGate();
        closing.await();
        assertThat(target.array()).containsOnly(0);
        assertThat(target.position()).isZero();
    }

    @Test
    void aDetachedReadSaysHowFarItCame() throws Exception {
        FileHandle file = open(file("x".repeat(Calls.BUFFER_BYTES + 10)), OpenMode.READ);
        ByteBuffer target = ByteBuffer.allocate(Calls.BUFFER_BYTES + 10);
        gate.closeGate();
        gate.letGo(1);
        Task<Void> reading = readFully(file, target, 0);
        gate.arrived.acquire(2);
        reading.cancel();
        assertThat(reach(reading)).isEqualTo(Reach.DETACHED);
        assertThat(target.position()).isEqualTo(Calls.BUFFER_BYTES);
        gate.openGate();
        close(file);
        assertThat(target.position()).isEqualTo(Calls.BUFFER_BYTES);
    }

    @Test
    void nativeMemoryIsWaitedForAndSuccessCounts() throws Exception {
        FileHandle file = open(file("0123456789"), OpenMode.READ);
        MemorySegment target = arena.allocate(10);
        gate.closeGate();
        Task<Integer> reading = read(file, target, 0);
        gate.arrived.acquire();
        reading.cancel();
        assertThat(reading.isDone()).isFalse();
        gate.openGate();
        assertThat(reading.await()).isEqualTo(10);
        assertThat(text(target)).isEqualTo("0123456789");
        close(file);
    }

    @Test
    void aTransferOfManyCallsStopsBetweenThem() throws Exception {
        Path path = folder.resolve("file");
        FileHandle file = open(path, READ_WRITE_CREATE);
        gate.closeGate();
        Task<Void> writing = writeFully(file, arena.allocate(20 << 20), 0);
        gate.arrived.acquire();
        writing.cancel();
        gate.openGate();
        assertThat(reach(writing)).isEqualTo(Reach.STOPPED);
        close(file);
        assertThat(Files.size(path)).isBetween(1L, (20L << 20) - 1);
        assertThatThrownBy(writing::await).hasMessageContaining(Files.size(path) + " bytes were written");
    }

    @Test
    void aDetachedWriteOfAFileClosesItAndLeavesTheArray() throws Exception {
        Path path = folder.resolve("file");
        byte[] source = new byte[3 * Calls.BUFFER_BYTES];
        gate.closeGate();
        gate.letGo(1); // open
        Task<Void> writing = engine.submit(
                new Operation.WriteFile(NativePath.of(path), OpenMode.REPLACE, MemorySegment.ofArray(source)), NONE);
        gate.arrived.acquire(2);
        writing.cancel();
        assertThat(reach(writing)).isEqualTo(Reach.DETACHED);
        java.util.Arrays.fill(source, (byte) 1);
        gate.openGate();
        engine.close();
        assertThat(Files.readAllBytes(path)).hasSize(Calls.BUFFER_BYTES).containsOnly(0);
    }

    @Test
    void aTokenDetachesToo() throws Exception {
        FileHandle file = open(file("x"), OpenMode.READ);
        CancellationSource source = new CancellationSource();
        gate.closeGate();
        Task<Void> syncing = engine.submit(new Operation.Sync(file, false), source.token());
        gate.arrived.acquire();
        source.cancel();
        assertThat(reach(syncing)).isEqualTo(Reach.DETACHED);
        gate.openGate();
        close(file);
    }

    @Test
    void anInterruptedCallFreesItsThread() throws Exception {
        FileHandle file = open(file("x"), OpenMode.READ);
        gate.closeGate();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                long size = engine.call(new Operation.Size(file));
                thrown.set(new AssertionError("size is " + size));
            } catch (IOException | InterruptedException e) {
                thrown.set(e);
            }
        });
        gate.arrived.acquire();
        caller.interrupt();
        caller.join(); // although the call has not come back
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        gate.openGate();
        close(file);
    }

    @Test
    void closingTheFileDetachesCallsAndIsDoneAfterThem() throws Exception {
        FileHandle file = open(file("x"), OpenMode.READ);
        gate.closeGate();
        Task<Void> syncing = engine.submit(new Operation.Sync(file, true), NONE);
        gate.arrived.acquire();
        Task<Long> waiting = engine.submit(new Operation.Size(file), NONE);
        Task<Void> closing = file.close(engine);
        assertThatThrownBy(syncing::await).isInstanceOf(AsynchronousCloseException.class);
        assertThatThrownBy(waiting::await).isInstanceOf(AsynchronousCloseException.class);
        assertThat(closing.isDone()).isFalse();
        gate.openGate();
        closing.await();
    }

    /// A call may end while somebody is about to free its waiter: a race in which one side has a
    /// few instructions' time.
    @Test
    void whatACallHasWrittenIsNotCalledStopped() throws Exception {
        Path path = folder.resolve("file");
        FileHandle file = open(path, READ_WRITE_CREATE);
        try (FileChannel channel = FileChannel.open(path)) {
            for (int i = 1; i <= 30_000; i++) {
                byte[] source = ByteBuffer.allocate(4).putInt(i).array();
                Task<Void> writing = writeFully(file, MemorySegment.ofArray(source), 0);
                for (int spins = i % 500; spins > 0; spins--) Thread.onSpinWait();
                writing.cancel();
                if (!writing.isCancelled() || reach(writing) == Reach.DETACHED) {
                    Waiting.until(() -> engine.pendingOperations() == 0, "the end of the write");
                    continue;
                }
                ByteBuffer found = ByteBuffer.allocate(4);
                channel.read(found, 0);
                assertThat(found.array()).as("after write " + i).isNotEqualTo(source);
            }
        }
        close(file);
    }
}
