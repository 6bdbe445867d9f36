package dev.tidemill.engine.uring;

import dev.tidemill.engine.FreshThread;
import dev.tidemill.engine.NativePath;
import dev.tidemill.linux.Errno;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/// Finds out who executes an operation on a file system: by doing it, and looking.
///
/// The kernel tries an operation while it takes the submission, and if that would block it either
/// leaves the operation with the device or the page cache and is told when it is done, or gives it
/// to a worker of its own (`io-wq`) that blocks in its place. Which of the three depends on the
/// operation, the file system and the version of the kernel.
///
/// An operation that is complete when the submission returns was done at once. A worker is a thread
/// of this process, `iou-wrk-` and the number of the thread it works for, and stays for some
/// seconds after its work; so the operation of a thread that has submitted nothing else has gone to
/// a worker if there is a name that was not there before.
public final class ExecutionProbe {

    /// Where an operation was executed.
    public enum Place {
        /// In the system call that submits: whoever makes it is busy for as long.
        INLINE,
        /// By nobody: the device or another part of the kernel says when it is done.
        ASYNCHRONOUS,
        /// By a thread of the kernel that blocks.
        WORKER,
        /// Not known; [Finding#reason] says why.
        UNKNOWN
    }

    /// @param operation for people: "read, cached"
    /// @param reason why the place is not known; otherwise empty
    public record Finding(String operation, Place place, String reason) {}

    /// A device may be as fast as we are, and its completion then looks like one of the submission.
    private static final int TRIES = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Path TASKS = Path.of("/proc/self/task");

    private final boolean workersAreThreads;
    private final boolean truncates;

    private ExecutionProbe(KernelFeatures features) {
        workersAreThreads = UringFeature.NATIVE_WORKERS.isIn(features) && Files.isDirectory(TASKS);
        truncates = UringFeature.FTRUNCATE.isIn(features);
    }

    /// Tries every operation that the library gives to rings.
    ///
    /// A variant of one, such as a second write within a clock tick, is only in the result if it
    /// goes to another place.
    ///
    /// @param directory to be used by nobody else; the files made in it are left there
    /// @throws UringRefused if the kernel gives no ring
    /// @throws TimeoutException if the kernel does not answer
    public static List<Finding> in(Path directory) throws InterruptedException, TimeoutException {
        KernelFeatures features = FreshThread.call(ProbeRing::features, PATIENCE);
        var probe = new ExecutionProbe(features);
        Map<ProbedOperation, Finding> findings = new EnumMap<>(ProbedOperation.class);
        for (ProbedOperation operation : ProbedOperation.values()) {
            Finding finding = probe.find(operation, directory);
            Finding original = operation.variantOf == null ? null : findings.get(operation.variantOf);
            if (original == null || original.place() != finding.place()) findings.put(operation, finding);
            if (finding.reason().equals(NO_ANSWER)) break; // the next would not answer either
        }
        return List.copyOf(findings.values());
    }

    private static final String NO_ANSWER = "no answer within " + PATIENCE.toSeconds() + " s";

    private static Finding unknown(ProbedOperation operation, String reason) {
        return new Finding(operation.toString(), Place.UNKNOWN, reason);
    }

    private Finding find(ProbedOperation operation, Path directory) throws InterruptedException {
        if (!workersAreThreads) return unknown(operation, "this kernel does not show its workers");
        if (operation == ProbedOperation.TRUNCATE && !truncates) {
            return unknown(operation, "this kernel has no such operation; a thread of the library does it");
        }
        int[] votes = new int[Place.values().length];
        for (int i = 0; i < TRIES; i++) {
            NativePath name = NativePath.of(directory.resolve(operation.name() + i));
            try {
                Place place = FreshThread.call(() -> tryOnce(operation, name), PATIENCE);
                if (++votes[place.ordinal()] > TRIES / 2) return new Finding(operation.toString(), place, "");
            } catch (NotPossible e) {
                return unknown(operation, e.reason());
            } catch (TimeoutException e) {
                return unknown(operation, NO_ANSWER);
            }
        }
        return unknown(operation, "different each time");
    }

    private static Place tryOnce(ProbedOperation operation, NativePath name) {
        try (ProbedFile file = new ProbedFile(name);
                Ring ring = ProbeRing.open()) {
            operation.arrange(file);
            Set<String> before = workers();
            operation.encode(ring.nextEntry(), file);
            enter(ring, 0);
            boolean inline = ring.hasCompletions();
            while (!ring.hasCompletions()) enter(ring, 1);
            ring.reap((_, result) -> operation.completed(result, file));
            if (inline) return Place.INLINE;
            return before.containsAll(workers()) ? Place.ASYNCHRONOUS : Place.WORKER;
        }
    }

    private static void enter(Ring ring, int minComplete) {
        int taken = ring.enter(minComplete);
        if (taken < 0 && taken != -Errno.EINTR.number()) throw NotPossible.refused("io_uring_enter", taken);
    }

    /// The names of all workers of this process.
    private static Set<String> workers() {
        Set<String> names = new HashSet<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                String name = nameOf(task);
                if (name.startsWith("iou-wrk-")) names.add(name);
            }
        } catch (IOException e) {
            throw new NotPossible("the threads of this process cannot be listed: " + e.getMessage());
        }
        return names;
    }

    private static String nameOf(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException e) {
            return ""; // it has ended
        }
    }
}
