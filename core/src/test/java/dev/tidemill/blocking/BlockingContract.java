package dev.tidemill.blocking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.tidemill.Leftovers;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.Waiting;
import dev.tidemill.task.Cancellation.Reach;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.FlowingValue;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every engine promises about code that blocks.
@Timeout(60)
public abstract class BlockingContract {

    private static final CancellationToken NONE = CancellationToken.none();

    private Leftovers leftovers;
    private Tidemill io;

    abstract TidemillConfig config();

    @BeforeEach
    void startEngine() {
        leftovers = Leftovers.before();
        try {
            io = Tidemill.start(config());
        } catch (IllegalStateException e) {
            abort(e.getMessage()); // io_uring is not to be had here
        }
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        if (io == null) return;
        Waiting.until(() -> io.pendingOperations() == 0, () -> io.pendingOperations() + " operations are pending");
        io.close();
        leftovers.assertNone();
    }

    /// Cannot be interrupted and gives nothing before it is told to.
    private static final class Stubborn extends InputStream {
        final CountDownLatch reading = new CountDownLatch(1);
        final CountDownLatch told = new CountDownLatch(1);

        @Override
        public int read() {
            throw new AssertionError("one at a time is too slow");
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            reading.countDown();
            while (told.getCount() > 0) {
                try {
                    told.await();
                } catch (InterruptedException e) {
                    throw new AssertionError("interrupted, and nobody asked for that", e);
                }
            }
            target[offset] = 42;
            return 1;
        }

        @Override
        public void close() {
            told.countDown();
        }
    }

    @Test
    void valuesFlowIntoACall() throws Exception {
        var user = ScopedValue.<String>newInstance();
        FlowingValue.Registration flows = FlowingValue.register(FlowingValue.of(user));
        try {
            Task<String> call = ScopedValue.where(user, "ada")
                    .call(() -> BlockingCalls.call(io, () -> user.orElse("nobody"), NONE));
            assertEquals("ada", call.await());
            assertEquals(
                    "nobody",
                    BlockingCalls.call(io, () -> user.orElse("nobody"), NONE).await());
        } finally {
            flows.close();
        }
    }

    @Test
    void moreCallsThanProcessorsLeaveVirtualThreadsAlone() throws Exception {
        var go = new CountDownLatch(1);
        List<Task<String>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(BlockingCalls.call(
                    io,
                    () -> {
                        synchronized (go) {
                            go.await();
                        }
                        return Thread.currentThread().getName();
                    },
                    NONE));
        }
        assertEquals(1, Task.run(() -> 1).await()); // there are carriers
        go.countDown();
        for (String name : Tasks.whenAll(calls).await()) assertThat(name).startsWith("tidemill-io-");
    }

    @Test
    void whatACallThrowsIsThrownAsItIs() {
        var thrown = new IOException("no");
        Task<String> call = BlockingCalls.call(
                io,
                () -> {
                    throw thrown;
                },
                NONE);
        assertSame(thrown, assertThrows(IOException.class, call::await));
    }

    @Test
    void aCancelledCallIsInterruptedAndNobodyWaitsForIt() throws Exception {
        var began = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        Task<AutoCloseable> call = BlockingCalls.call(
                io,
                () -> {
                    began.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    end.await();
                    return closed::countDown;
                },
                NONE);
        began.await();
        call.cancel();
        var cancelled = assertInstanceOf(Outcome.Cancelled.class, call.outcome());
        assertEquals(Reach.DETACHED, cancelled.cancellation().reach());
        interrupted.await();
        end.countDown();
        closed.await(); // what came too late belongs to nobody
    }

    @Test
    void anInterruptNeverMeetsTheNextCall() throws Exception {
        var strange = new AtomicBoolean();
        for (int round = 0; round < 2_000; round++) {
            Task<Void> call = BlockingCalls.call(
                    io,
                    () -> {
                        Thread.yield();
                        return null;
                    },
                    NONE);
            Task<Void> canceller = Task.run(() -> call.cancel());
            Task<Void> next = BlockingCalls.call(
                    io,
                    () -> {
                        for (int i = 0; i < 100; i++) if (Thread.currentThread().isInterrupted()) strange.set(true);
                        return null;
                    },
                    NONE);
            var _ = Tasks.whenAll(List.of(canceller, next)).await();
            var _ = call.outcome();
        }
        assertFalse(strange.get());
    }

    @Test
    void readsAreMadeInOrder() throws Exception {
        byte[] bytes = new byte[1_000];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) i;
        try (var input = BlockingInput.of(io, new ByteArrayInputStream(bytes))) {
            List<Task<Integer>> reads = new ArrayList<>();
            List<byte[]> targets = new ArrayList<>();
            for (int i = 0; i < bytes.length; i++) {
                byte[] target = new byte[1];
                targets.add(target);
                reads.add(input.read(target));
            }
            for (int i = 0; i < bytes.length; i++) {
                assertEquals(1, reads.get(i).await());
                assertEquals(bytes[i], targets.get(i)[0]);
            }
            assertEquals(-1, input.read(new byte[1]).await());
        }
    }

    @Test
    void theMemoryOfTheCallerIsNotGivenBackWhileTheCallRuns() throws Exception {
        var stubborn = new Stubborn();
        try (var input = BlockingInput.of(io, stubborn)) {
            byte[] target = new byte[8];
            Task<Integer> read = input.read(target);
            Task<Integer> next = input.read(new byte[8]);
            stubborn.reading.await();
            read.cancel();
            next.cancel();
            var cancelled = assertInstanceOf(Outcome.Cancelled.class, next.outcome());
            assertEquals(Reach.NEVER_STARTED, cancelled.cancellation().reach());
            assertFalse(read.isDone());
            stubborn.told.countDown();
            assertEquals(1, read.await()); // what happened counts
            assertEquals(42, target[0]);
        }
    }

    @Test
    void readingToTheEndFreesItsWaitersAtOnce() throws Exception {
        var stubborn = new Stubborn();
        var input = BlockingInput.of(io, stubborn);
        try (var source = new CancellationSource()) {
            Task<byte[]> all = input.readAllBytes(source.token());
            stubborn.reading.await();
            source.cancel();
            var cancelled = assertInstanceOf(Outcome.Cancelled.class, all.outcome());
            assertEquals(Reach.DETACHED, cancelled.cancellation().reach());
            var thrown = assertThrows(CancellationException.class, all::await);
            assertThat(thrown).hasMessageStartingWith("Stubborn: read to the end cancelled on request");
        } finally {
            input.close();
        }
    }

    @Test
    void aStreamThatCanBeInterruptedIsStopped() throws Exception {
        var pipe = new PipedInputStream();
        try (var output = new PipedOutputStream(pipe);
                var input = BlockingInput.interruptible(io, pipe)) {
            for (int round = 0; round < 50; round++) {
                Task<Integer> read = input.read(new byte[8]);
                read.cancel();
                assertInstanceOf(Outcome.Cancelled.class, read.outcome());
            }
            output.write(7);
            output.flush();
            byte[] target = new byte[8];
            assertEquals(1, input.read(target).await());
            assertEquals(7, target[0]);
        }
    }

    @Test
    void closingEndsAReadOfASocket() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var socket = new Socket(server.getInetAddress(), server.getLocalPort());
                var other = server.accept()) {
            var input = BlockingInput.of(io, socket.getInputStream());
            Task<Integer> read = input.read(new byte[8]);
            Task<Integer> next = input.read(new byte[8]);
            input.close();
            var thrown = assertThrows(CancellationException.class, read::await);
            assertThat(thrown).hasMessageContaining("the stream was closed");
            assertThrows(CancellationException.class, next::await);
            assertThrows(ClosedChannelException.class, input.read(new byte[8])::await);
            input.close();
            assertTrue(other.isConnected());
        }
    }

    @Test
    void whatClosingAStreamThrowsIsThrown() {
        for (Throwable thrown : List.of(new IOException("full"), new IllegalStateException("not now"))) {
            var input = BlockingInput.of(io, new InputStream() {
                @Override
                public int read() {
                    return -1;
                }

                @Override
                public void close() throws IOException {
                    if (thrown instanceof IOException e) throw e;
                    throw (RuntimeException) thrown;
                }
            });
            assertSame(thrown, assertThrows(thrown.getClass(), input::close));
            assertSame(thrown, assertThrows(thrown.getClass(), input::close), "to everybody who closes");
        }
    }

    @Test
    void aStreamIsClosedAlsoWhenTheEngineIs() throws Exception {
        var stubborn = new Stubborn();
        Tidemill own = Tidemill.start(config());
        var input = BlockingInput.of(own, stubborn);
        own.close();
        input.close();
        assertEquals(0, stubborn.told.getCount());
    }

    @Test
    void buffersOfBothKindsGoOn() throws Exception {
        var output = new ByteArrayOutputStream();
        try (var written = BlockingOutput.of(io, output)) {
            var source = ByteBuffer.wrap("?heap?".getBytes(UTF_8), 1, 4);
            written.write(source).await();
            assertFalse(source.hasRemaining());
            var direct = ByteBuffer.allocateDirect(200_000).position(100);
            written.write(direct).await();
            assertFalse(direct.hasRemaining());
            written.write(new byte[] {1}).await();
            written.flush().await();
        }
        assertEquals(4 + 199_900 + 1, output.size());
        try (var input = BlockingInput.of(io, new ByteArrayInputStream(output.toByteArray()))) {
            var target = ByteBuffer.allocate(10).position(2).limit(6);
            assertEquals(4, input.read(target).await());
            assertEquals("heap", new String(target.array(), 2, 4, UTF_8));
            var direct = ByteBuffer.allocateDirect(300_000);
            int read = input.read(direct).await();
            assertTrue(read > 0);
            assertEquals(read, direct.position());
            assertEquals(output.size() - 4 - read, input.readAllBytes().await().length);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> input.read(direct.asReadOnlyBuffer()).forget());
        }
    }

    @Test
    void everythingIsTransferred() throws Exception {
        byte[] bytes = new byte[300_000];
        new java.util.Random(1).nextBytes(bytes);
        var target = new ByteArrayOutputStream();
        try (var input = BlockingInput.of(io, new ByteArrayInputStream(bytes))) {
            assertEquals(bytes.length, input.transferTo(target).await());
        }
        assertArrayEquals(bytes, target.toByteArray());
    }

    @Test
    void readersAndWritersOfManyPipesDoNotHoldEachOtherUp() throws Exception {
        int pipes = 150; // more than there are threads for one lane
        List<Task<byte[]>> reads = new ArrayList<>();
        List<BlockingInput> inputs = new ArrayList<>();
        List<BlockingOutput> outputs = new ArrayList<>();
        for (int i = 0; i < pipes; i++) {
            var pipe = new PipedInputStream();
            outputs.add(BlockingOutput.of(io, new PipedOutputStream(pipe)));
            inputs.add(BlockingInput.of(io, pipe));
            reads.add(inputs.getLast().readAllBytes());
        }
        for (int i = 0; i < pipes; i++) {
            outputs.get(i).write(new byte[5_000]).await(); // longer than the pipe
            outputs.get(i).close();
        }
        for (Task<byte[]> read : reads) assertEquals(5_000, read.await().length);
        for (BlockingInput input : inputs) input.close();
    }
}
