package dev.tidemill.engine;

import java.time.Duration;

/// What an engine is built with. Checked by `TidemillConfig`, which people fill in; here only the
/// numbers.
///
/// @param rings rings, each with a thread that owns it
/// @param submissionEntries operations that one system call can hand to the kernel; a power of two
/// @param completionEntries completions the kernel can keep ready; a power of two, at least twice
///     `maxInFlight`
/// @param maxInFlight operations each ring has in flight before callers wait; for the portable
///     engine, in all
/// @param boundedWorkers threads the kernel may use for each ring for work on files and disks
///     (`io-wq`)
/// @param unboundedWorkers threads the kernel may use for each ring for all other work that it
///     cannot poll for
/// @param openFiles files that whole-file reads and writes keep open at the same time, for each
///     ring
/// @param blockingThreads threads for calls that can only block, for each mount
/// @param lockedDown whether rings accept only the operations this library uses
/// @param closeTimeout how long closing waits for the last word on pending operations
public record EngineSettings(
        int rings,
        int submissionEntries,
        int completionEntries,
        int maxInFlight,
        int boundedWorkers,
        int unboundedWorkers,
        int openFiles,
        int blockingThreads,
        boolean lockedDown,
        Duration closeTimeout) {

    /// What suits a machine with `processors` processors.
    public static EngineSettings forProcessors(int processors) {
        return new EngineSettings(
                Math.clamp(processors / 4, 1, 8),
                256,
                32_768,
                16_384,
                Math.clamp(processors * 4L, 8, 64),
                64,
                128,
                Math.clamp(processors * 4L, 8, 64),
                false,
                Duration.ofSeconds(30));
    }
}
