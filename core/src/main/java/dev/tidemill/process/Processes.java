package dev.tidemill.process;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.engine.Engine;
import dev.tidemill.engine.ExitWatch;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.SystemCallFailure;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.util.Objects;

/// The exit of processes, as tasks.
///
/// ```java
/// Process compiler = new ProcessBuilder("gcc", "-c", "a.c").inheritIO().start();
/// int status = Processes.exitValue(compiler).cancelAfter(Duration.ofMinutes(1)).await();
/// ```
///
/// A wait costs one descriptor and no thread, whether one process is waited for or a thousand, and
/// whoever has started them. (The JDK has a thread of its own for each process that *it* has
/// started, and nobody can keep it from that.) Where the kernel gives no descriptor of a process,
/// before Linux 5.3 and without native access, the JDK waits instead, and uses a thread for each.
///
/// Cancelling ends the waiting, never the process. Methods without an engine use the shared one.
@CheckReturnValue
public final class Processes {

    private Processes() {}

    /// A task that is done when `process` has ended, also if it had before.
    ///
    /// It has ended when nothing of it runs any more; whether its parent has asked how does not
    /// matter. A process that was given the same number since is not mistaken for it.
    ///
    /// @param process of anybody
    /// @throws IllegalArgumentException if it is the process that this is called in
    public static Task<ProcessHandle> onExit(ProcessHandle process) {
        return onExit(process, CancellationToken.none());
    }

    /// A task that is done when `process` has ended; see [#onExit(ProcessHandle)].
    ///
    /// @param token ends the waiting
    public static Task<ProcessHandle> onExit(ProcessHandle process, CancellationToken token) {
        return onExit(Tidemill.shared(), process, token);
    }

    /// A task that is done when `process` has ended; see [#onExit(ProcessHandle)].
    public static Task<ProcessHandle> onExit(Tidemill io, ProcessHandle process, CancellationToken token) {
        Objects.requireNonNull(token, "token");
        Engine engine = io.engine();
        if (process.equals(ProcessHandle.current())) {
            throw new IllegalArgumentException(
                    "process " + process.pid() + " is this one: nobody is there when it ends");
        }
        return switch (ExitWatch.of(process)) {
            case ExitWatch.Over _ -> Task.completed(process);
            case ExitWatch.Descriptor(var file) -> {
                Task<ProcessHandle> exit = engine.submit(new Operation.AwaitExit(process, file), token);
                file.closeAfterPending().forget(); // the wait holds it open, if it was accepted
                yield exit;
            }
            case ExitWatch.Refused(var operation, int errno) -> Task.failed(new SystemCallFailure(operation, errno));
            case ExitWatch.NotHere _ ->
                new AwaitedByJdk<>("process " + process.pid(), process.onExit()).cancelOn(token);
        };
    }

    /// The value that a process of this program exits with; see [Process#exitValue()]. Fails for
    /// none: a process that ends badly has succeeded in ending.
    public static Task<Integer> exitValue(Process process) {
        return exitValue(process, CancellationToken.none());
    }

    /// The value that a process of this program exits with; see [#exitValue(Process)].
    ///
    /// @param token ends the waiting
    public static Task<Integer> exitValue(Process process, CancellationToken token) {
        return exitValue(Tidemill.shared(), process, token);
    }

    /// The value that a process of this program exits with; see [#exitValue(Process)].
    public static Task<Integer> exitValue(Tidemill io, Process process, CancellationToken token) {
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(io, "io");
        if (!process.isAlive()) return Task.completed(process.exitValue());
        ProcessHandle handle;
        try {
            handle = process.toHandle();
        } catch (UnsupportedOperationException e) { // it has no number: perhaps it runs on another machine
            return new AwaitedByJdk<>(process.toString(), process.onExit())
                    .cancelOn(token)
                    .thenApply(Process::exitValue);
        }
        // the thread of the JDK that has the value may be slower than the kernel was to tell us
        return onExit(io, handle, token).then(_ -> Task.run(() -> process.waitFor()));
    }
}
