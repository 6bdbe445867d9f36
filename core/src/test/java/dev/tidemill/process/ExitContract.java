package dev.tidemill.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Leftovers;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.Waiting;
import dev.tidemill.linux.LibC;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.DeadlineExceededException;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every engine promises about the exit of processes. Each process that a test starts ends
/// with it, and no thread and no descriptor is left.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
public abstract class ExitContract {

    private static final CancellationToken NONE = CancellationToken.none();

    private final List<ProcessHandle> started = new ArrayList<>();
    private Leftovers leftovers;
    private Tidemill io;

    abstract TidemillConfig config();

    Tidemill start() {
        return Tidemill.start(config());
    }

    @BeforeEach
    void startEngine() {
        leftovers = Leftovers.before();
        try {
            io = start();
        } catch (IllegalStateException e) {
            abort(e.getMessage()); // io_uring is not to be had here
        }
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        started.forEach(ProcessHandle::destroyForcibly);
        if (io == null) return;
        Waiting.until(() -> io.pendingOperations() == 0, () -> io.pendingOperations() + " operations are pending");
        io.close();
        leftovers.assertNone();
    }

    /// A shell that does what it is told.
    private Process shell(String command) throws IOException {
        Process process = new ProcessBuilder("/bin/sh", "-c", command).start();
        started.add(process.toHandle());
        return process;
    }

    /// One that ends when its input does.
    private Process waitingShell(int status) throws IOException {
        return shell("read line; exit " + status);
    }

    private static void tell(Process process) throws IOException {
        process.getOutputStream().close();
    }

    /// Processes that this one has not started.
    private List<ProcessHandle> strangers(Process parent, int count) throws IOException {
        List<ProcessHandle> found = new ArrayList<>();
        BufferedReader lines = parent.inputReader();
        for (int i = 0; i < count; i++) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
            started.add(child);
            found.add(child);
        }
        return found;
    }

    private Process parentOf(int count) throws IOException {
        return shell("i=0; while [ $i -lt " + count + " ]; do sleep 1000 > /dev/null 2>&1 & echo $!; i=$((i+1)); done;"
                + " read line");
    }

    private static void assumeDescriptors() {
        assumeTrue(LibC.isAvailable(), "without system calls a thread of the JDK waits for each process");
    }

    @Test
    void theValueThatAProcessExitsWithIsTheTasks() throws Exception {
        Process process = waitingShell(7);
        Task<Integer> exit = Processes.exitValue(io, process, NONE);
        assertFalse(exit.isDone());
        tell(process);
        assertEquals(7, exit.await());
    }

    @Test
    void aProcessThatIsKilledHasSucceededInEnding() throws Exception {
        Process process = waitingShell(0);
        Task<Integer> exit = Processes.exitValue(io, process, NONE);
        process.destroyForcibly();
        assertEquals(128 + 9, exit.await());
    }

    @Test
    void whatHadEndedBeforeIsOver() throws Exception {
        Process process = shell("exit 3");
        assertEquals(3, process.waitFor());
        assertEquals(3, Processes.exitValue(io, process, NONE).resultNow());
        assertSame(process.toHandle(), process.toHandle());
        assertEquals(
                process.toHandle(),
                Processes.onExit(io, process.toHandle(), NONE).await());
    }

    @Test
    void aProcessOfSomebodyElseIsWaitedFor() throws Exception {
        Process parent = parentOf(1);
        ProcessHandle stranger = strangers(parent, 1).getFirst();
        Task<ProcessHandle> exit = Processes.onExit(io, stranger, NONE);
        assertFalse(exit.isDone());
        assertTrue(stranger.destroy());
        tell(parent); // so that nobody keeps what is left of it
        assertSame(stranger, exit.await());
    }

    @Test
    void aProcessHasEndedBeforeItsParentAsks() throws Exception {
        assumeDescriptors();
        Process parent = shell("sleep 1000 > /dev/null 2>&1 & echo $!; kill -STOP $$");
        ProcessHandle stranger = strangers(parent, 1).getFirst();
        Task<ProcessHandle> exit = Processes.onExit(io, stranger, NONE);
        stranger.destroyForcibly();
        assertSame(stranger, exit.await()); // the parent sleeps
        assertSame(stranger, Processes.onExit(io, stranger, NONE).await());
    }

    @Test
    void cancellingEndsTheWaitingAndNotTheProcess() throws Exception {
        Process process = waitingShell(5);
        Task<ProcessHandle> exit = Processes.onExit(io, process.toHandle(), NONE);
        exit.cancel();
        var cancelled = assertInstanceOf(Outcome.Cancelled.class, exit.outcome());
        assertThat(cancelled.cancellation().reach()).isIn(Cancellation.Reach.STOPPED, Cancellation.Reach.NEVER_STARTED);
        var thrown = assertThrows(CancellationException.class, exit::await);
        assertThat(thrown).hasMessageStartingWith("process " + process.pid() + ": wait for its exit cancelled");
        assertTrue(process.isAlive());
        Task<Integer> again = Processes.exitValue(io, process, NONE);
        tell(process);
        assertEquals(5, again.await());
    }

    @Test
    void aTokenAndADeadlineEndTheWaiting() throws Exception {
        Process process = waitingShell(0);
        try (var source = new CancellationSource()) {
            Task<Integer> exit = Processes.exitValue(io, process, source.token());
            source.cancel();
            assertThrows(CancellationException.class, exit::await);
        }
        Task<Integer> exit = Processes.exitValue(io, process, NONE).cancelAfter(Duration.ofMillis(1));
        assertThrows(DeadlineExceededException.class, exit::await);
        assertTrue(process.isAlive());
    }

    @Test
    void hundredsOfProcessesTakeNoThread() throws Exception {
        assumeDescriptors();
        int count = 300;
        Process parent = parentOf(count);
        List<ProcessHandle> strangers = strangers(parent, count);
        long before = reapers();
        List<Task<ProcessHandle>> exits = strangers.stream()
                .map(stranger -> Processes.onExit(io, stranger, NONE))
                .toList();
        Task<List<ProcessHandle>> all = Tasks.whenAll(exits);
        assertFalse(all.isDone());
        assertThat(reapers()).isLessThanOrEqualTo(before);
        assertThat(ours()).isLessThanOrEqualTo(2);
        strangers.forEach(ProcessHandle::destroyForcibly);
        assertEquals(strangers, all.await());
        tell(parent);
    }

    private static long reapers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("process reaper"))
                .count();
    }

    private static long ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tidemill-ring")
                        || thread.getName().equals("tidemill-poll"))
                .count();
    }

    @Test
    void aProcessDoesNotWaitForItself() {
        var thrown = assertThrows(
                IllegalArgumentException.class,
                () -> Processes.onExit(io, ProcessHandle.current(), NONE).forget());
        assertThat(thrown)
                .hasMessageContaining("process " + ProcessHandle.current().pid() + " is this one");
    }

    @Test
    void theExitIsNotMissedHoweverSoonItComes() throws Exception {
        for (int round = 0; round < 100; round++) {
            Process process = shell("exit " + round);
            assertEquals(round, Processes.exitValue(io, process, NONE).await());
        }
    }

    @Test
    void exitAndCancelMayCome() throws Exception {
        for (int round = 0; round < 100; round++) {
            Process process = waitingShell(round);
            Task<Integer> exit = Processes.exitValue(io, process, NONE);
            tell(process);
            Task<Void> canceller = Task.run(() -> exit.cancel());
            switch (exit.outcome()) {
                case Outcome.Succeeded<Integer>(var value) -> assertEquals(round, value);
                case Outcome.Cancelled<Integer> _ -> assertEquals(round, process.waitFor());
                case Outcome.Failed<Integer>(var failure) -> throw new AssertionError(failure.toException());
            }
            canceller.await();
        }
    }

    @Test
    void closingTheEngineEndsTheWaiting() throws Exception {
        assumeDescriptors();
        Process process = waitingShell(0);
        Tidemill own = start();
        Task<ProcessHandle> exit = Processes.onExit(own, process.toHandle(), NONE);
        own.close();
        assertThrows(AsynchronousCloseException.class, exit::await);
        assertThrows(
                ClosedChannelException.class,
                () -> Processes.onExit(own, process.toHandle(), NONE).await());
        assertTrue(process.isAlive());
    }
}
