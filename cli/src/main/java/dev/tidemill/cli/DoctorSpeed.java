package dev.tidemill.cli;

import dev.tidemill.Diagnosis;
import dev.tidemill.KernelSpeed;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How fast one thread reads blocks of 4 KiB here, at random places of one file. Each number is
/// what was typical for a tenth of a second: enough to see that something is wrong, too little to
/// compare machines.
///
/// @param kernel what crossing into the kernel costs
/// @param fileBytes the length of the file: 64 MiB, or what could be written in half a second
/// @param reads what was measured
/// @param problem why not everything was measured
record DoctorSpeed(KernelSpeed kernel, long fileBytes, List<Reads> reads, Optional<String> problem) {

    /// @param way how the program reads
    /// @param direct past the page cache, from the device; otherwise what is in the page cache
    /// @param depth how many reads are pending at any time
    /// @param nanosEach the time divided by the number of reads
    record Reads(String way, boolean direct, int depth, double nanosEach) {}

    private static final Duration EACH = Duration.ofMillis(100);
    private static final Duration EACH_IN_KERNEL = Duration.ofMillis(50);
    private static final int DEPTH = 32;

    /// Takes some two seconds.
    ///
    /// @param diagnosis says which engine to measure, and where
    static DoctorSpeed measure(TidemillConfig config, Diagnosis diagnosis) throws InterruptedException {
        KernelSpeed kernel = KernelSpeed.measure(EACH_IN_KERNEL);
        List<Reads> reads = new ArrayList<>();
        long fileBytes = 0;
        Optional<String> problem = diagnosis.storage().problem();
        if (problem.isEmpty()) {
            try (Tidemill io = Tidemill.start(config.withBackend(diagnosis.backend()));
                    var file = DoctorFile.create(io, diagnosis.storage().directory())) {
                fileBytes = file.fill();
                reads.add(new Reads("FileChannel", false, 1, file.channelNanos(EACH)));
                reads.add(new Reads("blocking", false, 1, file.blockingNanos(EACH)));
                reads.add(new Reads("task", false, 1, file.taskNanos(EACH)));
                if (file.isDirect()) {
                    reads.add(new Reads("task", true, 1, file.directNanos(1, EACH)));
                    reads.add(new Reads("task", true, DEPTH, file.directNanos(DEPTH, EACH)));
                }
            } catch (IOException | IllegalStateException e) { // no engine, although there was one a moment ago
                problem = Optional.of(e.toString());
            }
        }
        return new DoctorSpeed(kernel, fileBytes, List.copyOf(reads), problem);
    }
}
