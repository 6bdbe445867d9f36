package dev.tidemill.transfer;

/// How to copy; settings that exist are right.
///
/// Start from [#DEFAULT] and change what should differ:
/// `CopySettings.DEFAULT.withDurable(true)`.
///
/// @param durable whether a copy is on the device before it gets its name, and the name before the
///     copy is done: it survives a power failure
/// @param blockBytes bytes that are read at once, a multiple of 4096 up to 64 MiB
/// @param depth blocks of one file that the device fetches at the same time, 1 to 64
/// @param jobs files of a tree that are copied at the same time, 1 to 1,024
public record CopySettings(boolean durable, int blockBytes, int depth, int jobs) {

    /// What suits this machine: 8 blocks of 256 KiB for each file, as one fits into a processor's
    /// own cache and eight keep a disk busy; and two files for each processor, as some always wait
    /// for the disk, but from 4 to 16.
    public static final CopySettings DEFAULT = new CopySettings(
            false, 256 << 10, 8, Math.clamp(2L * Runtime.getRuntime().availableProcessors(), 4, 16));

    private static final int BLOCK_UNIT = 4096;
    private static final int LARGEST_BLOCK = 64 << 20;

    public CopySettings {
        if (blockBytes < BLOCK_UNIT || blockBytes > LARGEST_BLOCK || blockBytes % BLOCK_UNIT != 0) {
            throw new IllegalArgumentException("blockBytes is " + blockBytes + "; must be a multiple of " + BLOCK_UNIT
                    + " from " + BLOCK_UNIT + " to " + LARGEST_BLOCK);
        }
        check("depth", depth, 64);
        check("jobs", jobs, 1024);
    }

    private static void check(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " is " + value + "; must be from 1 to " + most);
        }
    }

    /// See [#durable()].
    public CopySettings withDurable(boolean durable) {
        return new CopySettings(durable, blockBytes, depth, jobs);
    }

    /// See [#blockBytes()].
    public CopySettings withBlockBytes(int blockBytes) {
        return new CopySettings(durable, blockBytes, depth, jobs);
    }

    /// See [#depth()].
    public CopySettings withDepth(int depth) {
        return new CopySettings(durable, blockBytes, depth, jobs);
    }

    /// See [#jobs()].
    public CopySettings withJobs(int jobs) {
        return new CopySettings(durable, blockBytes, depth, jobs);
    }
}
