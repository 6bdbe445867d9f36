package dev.tidemill.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A program that was run to its end.
///
/// @param cpuNanos user and system time of it and its own children, in ticks of 10 ms
record ChildProcess(String output, long elapsedNanos, long cpuNanos) {

    /// USER_HZ, which is the same on all machines that run a current JVM.
    private static final long NANOS_PER_TICK = 10_000_000;

    /// @throws SideFailedException if it cannot be started, takes longer than `limit`, or exits
    ///     with anything but 0; the message has what it printed as errors
    static ChildProcess run(List<String> command, Duration limit) throws SideFailedException, InterruptedException {
        long cpu = childrenCpuNanos();
        long begin = System.nanoTime();
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
        } catch (IOException e) {
            throw new SideFailedException(command.getFirst() + " cannot be started: " + e.getMessage());
        }
        var output = readAll(process.getInputStream());
        var errors = readAll(process.getErrorStream());
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SideFailedException(command.getFirst() + " did not end within " + limit.toSeconds() + " s");
            }
        } catch (SideFailedException | InterruptedException e) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw e;
        }
        long elapsed = System.nanoTime() - begin;
        if (process.exitValue() != 0) {
            throw new SideFailedException("%s exited with %d: %s"
                    .formatted(command.getFirst(), process.exitValue(), lastLine(errors.join())));
        }
        return new ChildProcess(output.join(), elapsed, childrenCpuNanos() - cpu);
    }

    private static CompletableFuture<String> readAll(InputStream stream) {
        var text = new CompletableFuture<String>();
        Thread.startVirtualThread(() -> {
            try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.completeExceptionally(new UncheckedIOException(e));
            }
        });
        return text;
    }

    private static String lastLine(String text) {
        return text.strip().lines().reduce("nothing on its standard error", (_, last) -> last);
    }

    /// Time of all children that have ended and were waited for: `cutime` and `cstime` of
    /// proc(5). The sides take turns, so the difference around one child is that child's.
    private static long childrenCpuNanos() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(afterName[13]) + Long.parseLong(afterName[14])) * NANOS_PER_TICK;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
