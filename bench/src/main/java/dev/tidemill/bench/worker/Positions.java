package dev.tidemill.bench.worker;

import static dev.tidemill.bench.worker.Workload.BLOCK_BYTES;

/// Random positions of whole blocks in a file: xorshift64, as in the C twin, because a generator
/// that costs as much as the operation would be what is measured. For one thread.
public final class Positions {

    private final long blocks;
    private long state;

    public Positions(long fileBytes, long seed) {
        blocks = fileBytes / BLOCK_BYTES;
        if (blocks == 0) throw new IllegalArgumentException("a file of " + fileBytes + " bytes has no whole block");
        state = seed * 0x9E3779B97F4A7C15L | 1;
    }

    public long next() {
        long x = state;
        x ^= x << 13;
        x ^= x >>> 7;
        x ^= x << 17;
        state = x;
        return (x >>> 1) % blocks * BLOCK_BYTES;
    }
}
