package dev.tidemill.engine.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.tidemill.ChildJvm;
import dev.tidemill.Fifos;
import dev.tidemill.Tidemill;
import dev.tidemill.engine.EngineSettings;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.portable.PortableEngine;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import dev.tidemill.task.TestTimer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The owner of a ring drives the timer.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class RingTimerTest {

    private final TestTimer timer = new TestTimer();

    private static UringEngine engine(Circumstances circumstances) {
        EngineSettings settings = EngineSettings.forProcessors(4);
        var portable = new PortableEngine(settings);
        try {
            return new UringEngine(settings, portable, circumstances);
        } catch (UringRefused e) {
            portable.close();
            return abort(e.getMessage());
        }
    }

    /// The thread an alarm rings on.
    private static String ringsOn(Supplier<Task<Void>> alarm) throws Exception {
        String here = Thread.currentThread().getName();
        String name = here;
        while (name.equals(here)) name = threadOf(alarm.get()).await(); // it may ring before we say what is to follow
        return name;
    }

    private static Task<String> threadOf(Task<Void> alarm) {
        return alarm.thenApplyAsync(_ -> Thread.currentThread().getName(), Tasks.inline());
    }

    private String rings() throws Exception {
        return ringsOn(() -> timer.delay(Duration.ofMillis(1)));
    }

    /// Asks until it is so: the owner is told, and nobody waits for it.
    private void untilTheRingDrives() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            if (rings().startsWith("tidemill-ring-")) return;
        }
        throw new AssertionError("the ring does not drive the timer");
    }

    @Test
    void anAlarmWakesTheOwner() throws Exception {
        try (UringEngine engine = engine(Circumstances.REAL)) {
            engine.drive(timer.clock());
            untilTheRingDrives();
            for (int i = 0; i < 100; i++) {
                long start = System.nanoTime();
                assertThat(rings()).startsWith("tidemill-ring-");
                assertTrue(System.nanoTime() - start >= 1_000_000, "too early");
            }
        }
    }

    @Test
    void theOwnerOfAnOldRingKeepsTheTimeToo() throws Exception {
        try (UringEngine engine = engine(new OldRingsHere())) {
            engine.drive(timer.clock());
            untilTheRingDrives();
            assertThat(rings()).startsWith("tidemill-ring-");
        }
    }

    private static final class OldRingsHere extends Circumstances {
        @Override
        int setupFlags(int wished) {
            return 0;
        }
    }

    @Test
    void anEarlierAlarmIsNotHeldUpByALaterOne() throws Exception {
        try (UringEngine engine = engine(Circumstances.REAL)) {
            engine.drive(timer.clock());
            untilTheRingDrives();
            Task<Void> late = timer.delay(Duration.ofDays(1));
            for (int i = 0; i < 100; i++) assertThat(rings()).startsWith("tidemill-ring-");
            late.cancel();
            assertEquals(0, timer.pendingAlarms());
        }
    }

    @Test
    void manyAlarmsAtOnceAllRing() throws Exception {
        try (UringEngine engine = engine(Circumstances.REAL)) {
            engine.drive(timer.clock());
            untilTheRingDrives();
            List<Task<Void>> alarms = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) alarms.add(timer.delay(Duration.ofMillis(5)));
            var _ = Tasks.whenAll(alarms).await();
            assertEquals(0, timer.pendingAlarms());
        }
    }

    /// An alarm that rings is no reason for the kernel to show completions: the owner has to ask.
    @Test
    void aCompletionDoesNotWaitForAllAlarmsThatAreDue(@TempDir Path folder) throws Exception {
        int count = 5_000;
        Path path = Fifos.make(folder.resolve("fifo"));
        try (UringEngine engine = engine(Circumstances.REAL);
                var writer = new RandomAccessFile(path.toFile(), "rw")) {
            engine.drive(timer.clock());
            untilTheRingDrives();
            FileHandle fifo = engine.call(new Operation.Open<>(NativePath.of(path), OpenMode.READ, file -> file));
            MemorySegment memory = MemorySegment.ofArray(new byte[1]);
            Task<Integer> read = engine.submit(new Operation.Read(fifo, memory, 0, null), CancellationToken.none());
            var rung = new AtomicInteger();
            Task<Integer> rungBefore = read.thenApplyAsync(_ -> rung.get(), Tasks.inline());
            List<Task<Void>> alarms = new ArrayList<>();
            for (int i = 0; i < count; i++)
                alarms.add(timer.delay(Duration.ofMillis(50))
                        .thenRunAsync(
                                () -> {
                                    if (rung.getAndIncrement() == 0) write(writer);
                                    long start = System.nanoTime();
                                    while (System.nanoTime() - start < 50_000)
                                        Thread.onSpinWait(); // meanwhile the others are due
                                },
                                Tasks.inline()));
            assertThat(rungBefore.await()).isBetween(1, count / 2);
            var _ = Tasks.whenAll(alarms).await();
            fifo.close(engine).await();
        }
    }

    private static void write(RandomAccessFile writer) {
        try {
            writer.write(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatTheRingHadSetOutlivesIt() throws Exception {
        Task<Void> alarm;
        try (UringEngine engine = engine(Circumstances.REAL)) {
            engine.drive(timer.clock());
            untilTheRingDrives();
            alarm = timer.delay(Duration.ofMillis(20));
        }
        alarm.await();
        assertEquals("tidemill-timer", rings());
    }

    @Test
    void enginesMayComeAndGoWhileAlarmsAreSet() throws Exception {
        List<Task<Void>> alarms = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            try (UringEngine engine = engine(Circumstances.REAL)) {
                for (int i = 0; i < 50; i++) alarms.add(timer.delay(Duration.ofMillis(i)));
                engine.drive(timer.clock());
                for (int i = 0; i < 50; i++) alarms.add(timer.delay(Duration.ofMillis(i)));
            }
        }
        var _ = Tasks.whenAll(alarms).await();
        assertEquals(0, timer.pendingAlarms());
    }

    /// The program's own timer, which only a JVM of its own has for itself.
    public static final class SharedEngine {
        public static void main(String[] arguments) throws Exception {
            Task<String> handedOver = threadOf(Tasks.delay(Duration.ofSeconds(2)));
            String own = ringsOn(() -> Tasks.delay(Duration.ofMillis(1)));
            System.out.println("before: " + own);
            String backend = Tidemill.shared().backend().toString();
            while (ringsOn(() -> Tasks.delay(Duration.ofMillis(1))).equals(own) && !backend.equals("portable")) {}
            System.out.println(backend + ": " + ringsOn(() -> Tasks.delay(Duration.ofMillis(1))));
            System.out.println("handed over: " + handedOver.await());
            var threads = Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter(name -> name.equals("tidemill-timer"))
                    .count();
            System.out.println("threads of the timer: " + threads);
        }
    }

    @Test
    void theSharedEngineDrivesTheTimerOfTheProgram() throws Exception {
        engine(Circumstances.REAL).close(); // or there is nothing to see
        String output = ChildJvm.with("--enable-native-access=ALL-UNNAMED")
                .run(SharedEngine.class)
                .output();
        assertThat(output.lines())
                .containsExactly(
                        "before: tidemill-timer",
                        "io_uring: tidemill-ring-0",
                        "handed over: tidemill-ring-0",
                        "threads of the timer: 0");
    }

    @Test
    void thePortableEngineLeavesTheTimerItsThread() throws Exception {
        String output = ChildJvm.with("--enable-native-access=ALL-UNNAMED", "-Dtidemill.engine=portable")
                .run(SharedEngine.class)
                .output();
        assertThat(output.lines()).contains("portable: tidemill-timer", "handed over: tidemill-timer");
    }
}
