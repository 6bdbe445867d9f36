package dev.tidemill.bench.worker;

import java.nio.file.Path;

/// What all sides of a case have to do, as far as a number or a path can say it.
///
/// @param data the large file: whole blocks of random bytes
/// @param tree the directory with the small files
/// @param direct past the page cache, with `O_DIRECT`
/// @param depth operations in flight, or callers at the same time
/// @param fileBytes size of each small file
/// @param cached whether the small files are in the page cache; if not, a round reads each of them
///     once, because then they are
/// @param durable what is written counts only when the device has it
public record Workload(
        Path data, Path tree, boolean direct, int depth, int fileBytes, boolean cached, boolean durable) {

    /// Bytes of one read, and the alignment of all memory that is read into.
    public static final int BLOCK_BYTES = 4096;

    public Workload {
        if (depth < 1) throw new IllegalArgumentException("depth is " + depth + "; must be at least 1");
    }

    /// Reads at random from the large file.
    public static Workload reads(boolean direct, int depth) {
        return new Workload(Path.of(""), Path.of(""), direct, depth, BLOCK_BYTES, true, false);
    }

    /// Reads of the small files as a whole.
    public static Workload files(int fileBytes, boolean cached) {
        return new Workload(Path.of(""), Path.of(""), false, 1, fileBytes, cached, false);
    }

    /// A copy of the large file.
    public static Workload copy(boolean durable) {
        return new Workload(Path.of(""), Path.of(""), false, 1, BLOCK_BYTES, true, durable);
    }

    public Workload at(Path data, Path tree) {
        return new Workload(data, tree, direct, depth, fileBytes, cached, durable);
    }
}
