package dev.tidemill.engine.portable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.OpenMode.Flag;
import dev.tidemill.engine.Operation;
import dev.tidemill.task.Cancellation.Reach;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.NonBlockingThread;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PortableEngineTest extends EngineTest {

    private static final OpenMode WRITE = OpenMode.of(Flag.WRITE);
    private static final OpenMode EXCLUSIVE_REPLACE = OpenMode.REPLACE.withExclusive(LOCKED);

    private final CountDownLatch go = new CountDownLatch(1);

    private Task<Integer> blocked() {
        return engine.submit(
                new Operation.Blocking<>(NativePath.of(folder), "wait", () -> {
                    go.await();
                    return 1;
                }),
                NONE);
    }

    private static void awaitParked(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) Thread.onSpinWait();
    }

    @Test
    void manyFilesAreWrittenAndReadAtOnce() throws Exception {
        List<Task<Void>> writes = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            writes.add(engine.submit(
                    new Operation.WriteFile(
                            NativePath.of(folder.resolve("f" + i)), OpenMode.REPLACE, heap("file " + i)),
                    NONE));
        }
        for (Task<Void> write : writes) write.await();
        List<Task<byte[]>> reads = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            reads.add(engine.submit(new Operation.ReadSmallFile(NativePath.of(folder.resolve("f" + i))), NONE));
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(text(MemorySegment.ofArray(reads.get(i).await()))).isEqualTo("file " + i);
        }
    }

    @Test
    void filesWithoutSizeAreReadToTheirEnd() throws Exception {
        byte[] status = engine.submit(new Operation.ReadSmallFile(NativePath.of(Path.of("/proc/self/status"))), NONE)
                .await();
        assertThat(text(MemorySegment.ofArray(status))).startsWith("Name:").contains("\nThreads:");
    }

    @Test
    void whatStandsBehindANameIsKnownWhenItIsOpen() throws Exception {
        FileHandle directory = open(folder, OpenMode.READ);
        FileHandle device = open(Path.of("/dev/null"), OpenMode.READ);
        assertThat(directory.kind()).isEqualTo(FileKind.DIRECTORY);
        assertThat(device.kind()).isEqualTo(FileKind.STREAM);
        assertThatThrownBy(() -> read(directory, arena.allocate(1), 0).await()).hasMessageContaining("EISDIR");
        close(directory);
        close(device);
    }

    @Test
    void errorsHaveTheNameAndTheNumber() {
        assertThatThrownBy(() -> open(folder.resolve("none"), OpenMode.READ))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("open to read failed: ENOENT");
        assertThatThrownBy(() -> open(folder.resolve("x".repeat(5000)), OpenMode.READ))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("ENAMETOOLONG");
    }

    @Test
    void aTransferThatIsHalfDoneGoesOn() throws Exception {
        FileHandle file = open(Files.writeString(folder.resolve("f"), "0123456789"), OpenMode.READ);
        MemorySegment target = heap("abc.......");
        Operation.ReadFully rest = new Operation.ReadFully(file, target, 0, null);
        engine.submitRest(rest, 3, NONE).await();
        assertThat(text(target)).isEqualTo("abc3456789");
        engine.callRest(rest, 0);
        assertThat(text(target)).isEqualTo("0123456789");
        close(file);
    }

    @Test
    void aFifoThatNobodyReadsHoldsUpNobody() throws Exception {
        engine = new PortableEngine(settings(1, 100), Driver.SYSTEM_CALLS);
        Path fifo = fifo("f");
        Task<FileHandle> opening = opening(fifo, WRITE);
        Task<FileHandle> other = opening(fifo("g"), WRITE);
        FileHandle file = open(folder.resolve("file"), OpenMode.REPLACE);
        assertThat(opening.isDone()).isFalse();
        FileHandle reader = open(fifo, OpenMode.READ);
        FileHandle writer = opening.await();
        other.cancel();
        assertThat(reach(other)).isIn(Reach.DETACHED, Reach.NEVER_STARTED);
        FileHandle lateReader = open(folder.resolve("g"), OpenMode.READ); // frees the thread
        for (FileHandle open : List.of(file, reader, writer, lateReader)) close(open);
    }

    @Test
    void aWholeFifoIsReadToItsEnd() throws Exception {
        Path fifo = fifo("f");
        Task<byte[]> reading = engine.submit(new Operation.ReadSmallFile(NativePath.of(fifo)), NONE);
        engine.submit(new Operation.WriteFile(NativePath.of(fifo), WRITE, heap("hello")), NONE)
                .await();
        assertThat(text(MemorySegment.ofArray(reading.await()))).isEqualTo("hello");
    }

    @Test
    void anExclusiveFileIsNotTruncatedUnderItsOwner() throws Exception {
        Path path = Files.writeString(folder.resolve("f"), "content");
        FileHandle owner = open(path, EXCLUSIVE_REPLACE);
        assertThat(path).isEmptyFile();
        writeFully(owner, heap("new"), 0).await();
        assertThatThrownBy(() -> open(path, EXCLUSIVE_REPLACE))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("it is locked");
        assertThat(path).hasContent("new");
        close(owner);
        close(open(path, EXCLUSIVE_REPLACE));
        assertThat(path).isEmptyFile();
    }

    @Test
    void whoComesWhenTooManyArePendingWaits() throws Exception {
        engine = new PortableEngine(settings(1, 2), Driver.SYSTEM_CALLS);
        Task<Integer> first = blocked();
        Task<Integer> second = blocked();
        AtomicReference<Task<Integer>> third = new AtomicReference<>();
        Thread caller = Thread.ofPlatform().start(() -> third.set(blocked()));
        awaitParked(caller);
        assertThat(third).hasNullValue();
        second.cancel(); // it has not begun, and needs no place
        caller.join();
        go.countDown();
        assertThat(first.await()).isEqualTo(1);
        assertThat(third.get().await()).isEqualTo(1);
    }

    @Test
    void anInterruptEndsTheWaitForAPlace() throws Exception {
        engine = new PortableEngine(settings(1, 1), Driver.SYSTEM_CALLS);
        Task<Integer> first = blocked();
        AtomicReference<Task<Integer>> second = new AtomicReference<>();
        Thread caller = Thread.ofPlatform().start(() -> {
            second.set(blocked());
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        });
        awaitParked(caller);
        caller.interrupt();
        caller.join();
        assertThat(reach(second.get())).isEqualTo(Reach.NEVER_STARTED);
        go.countDown();
        assertThat(first.await()).isEqualTo(1);
    }

    @Test
    void threadsThatMustNotWaitDoNot() throws Exception {
        engine = new PortableEngine(settings(1, 1), Driver.SYSTEM_CALLS);
        Task<Integer> first = blocked();
        AtomicReference<Task<Integer>> second = new AtomicReference<>();
        class Ring extends Thread implements NonBlockingThread {
            @Override
            public void run() {
                second.set(blocked());
            }
        }
        Thread ring = new Ring();
        ring.start();
        ring.join();
        go.countDown();
        assertThat(first.await()).isEqualTo(1);
        assertThat(second.get().await()).isEqualTo(1);
        assertThat(blocked().await()).isEqualTo(1);
    }

    @Test
    void aThreadOfThePoolStartsOperationsWithoutWaitingForItself() throws Exception {
        engine = new PortableEngine(settings(1, 1), Driver.SYSTEM_CALLS);
        go.countDown();
        AtomicReference<Task<Integer>> inner = new AtomicReference<>();
        engine.submit(
                        new Operation.Blocking<>(NativePath.of(folder), "start", () -> {
                            inner.set(blocked());
                            return 0;
                        }),
                        NONE)
                .await();
        assertThat(inner.get().await()).isEqualTo(1);
    }

    @Test
    void aClosedEngineTakesNothing() throws Exception {
        FileHandle file = open(folder.resolve("f"), READ_WRITE_CREATE);
        engine.close();
        assertThatThrownBy(() -> blocked().await()).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> read(file, arena.allocate(1), 0).await()).isInstanceOf(ClosedChannelException.class);
        close(file); // the file is its owner's
    }

    @Test
    void closingEndsInTimeAlthoughACallDoesNot() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Task<Integer> detached = engine.submit(
                new Operation.Blocking<>(NativePath.of(folder), "never ending (logged, and meant)", () -> {
                    begun.countDown();
                    go.await();
                    return 1;
                }),
                NONE);
        begun.await();
        engine.close(Duration.ofMillis(1));
        assertThatThrownBy(detached::await).isInstanceOf(AsynchronousCloseException.class);
        assertThat(engine.pendingOperations()).isEqualTo(1);
        go.countDown();
    }

    @Test
    void closingFreesWhoWaitsForAPlace() throws Exception {
        engine = new PortableEngine(settings(1, 1), Driver.SYSTEM_CALLS);
        Task<Integer> first = blocked();
        AtomicReference<Task<Integer>> second = new AtomicReference<>();
        Thread caller = Thread.ofPlatform().start(() -> second.set(blocked()));
        awaitParked(caller);
        Thread closer = Thread.ofPlatform().start(() -> engine.close());
        caller.join();
        assertThatThrownBy(() -> second.get().await()).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(first::await).isInstanceOf(AsynchronousCloseException.class);
        go.countDown();
        closer.join();
    }

    @Test
    void whatABodyThrowsIsMadeAnewForEachWaiter() {
        IOException thrown = new IOException("mine");
        Task<Integer> task = engine.submit(
                new Operation.Blocking<>(NativePath.of(folder), "fail", () -> {
                    throw thrown;
                }),
                NONE);
        for (int waiter = 0; waiter < 2; waiter++) {
            assertThatThrownBy(task::await)
                    .isNotSameAs(thrown)
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("mine")
                    .hasCause(thrown);
        }
    }

    @Test
    void whateverHappensNoPlaceIsLost() throws Exception {
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        int places = 4;
        engine = new PortableEngine(settings(2, places), Driver.SYSTEM_CALLS);
        FileHandle file = open(Files.writeString(folder.resolve("f"), "0123456789"), OpenMode.READ);
        List<Thread> callers = new ArrayList<>();
        List<Throwable> wrong = Collections.synchronizedList(new ArrayList<>());
        for (int caller = 0; caller < 8; caller++) {
            Random random = new Random(seed + caller);
            Thread.Builder builder = caller % 2 == 0 ? Thread.ofVirtual() : Thread.ofPlatform();
            callers.add(builder.start(() -> {
                try {
                    for (int i = 0; i < 500; i++) someOperation(file, random);
                } catch (Throwable e) {
                    wrong.add(e);
                }
            }));
        }
        for (Thread caller : callers) caller.join();
        String what = "-Dtidemill.test.seed=" + seed;
        assertThat(wrong).as(what).isEmpty();
        assertThat(engine.pendingOperations()).as(what).isZero();
        List<Task<Integer>> all = new ArrayList<>();
        for (int i = 0; i < places; i++) all.add(blocked()); // would wait for a place that is lost
        go.countDown();
        for (Task<Integer> task : all) assertThat(task.await()).as(what).isEqualTo(1);
        close(file);
    }

    private void someOperation(FileHandle file, Random random) throws Exception {
        CancellationSource source = new CancellationSource();
        MemorySegment target = random.nextBoolean()
                ? MemorySegment.ofArray(new byte[10])
                : Arena.ofAuto().allocate(10);
        int chance = random.nextInt(6);
        if (chance == 0) source.cancel();
        if (chance == 1) Thread.currentThread().interrupt();
        Task<Integer> read = engine.submit(new Operation.Read(file, target, 0, null), source.token());
        if (chance == 2) source.cancel();
        if (chance == 3) read.cancel();
        boolean _ = Thread.interrupted();
        switch (read.outcome()) {
            case Outcome.Succeeded<Integer>(var bytes) -> assertThat(bytes).isEqualTo(10);
            case Outcome.Cancelled<Integer> _ -> assertThat(chance).isLessThan(4);
            case Outcome.Failed<Integer>(var failure) -> throw failure.toException();
        }
    }
}
