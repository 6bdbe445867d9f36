package dev.tidemill.engine;

import java.util.Arrays;

/// What something short takes, found by doing it often.
///
/// It is the median of slices of half a millisecond. So what else the machine does does not count
/// as long as it leaves most slices alone; all of it would be in a mean.
public final class TypicalTime {

    private static final long SLICE_NANOS = 500_000;
    private static final int SLICES = 10_000;

    private TypicalTime() {}

    /// Nanoseconds for each time that `body` runs.
    ///
    /// @param nanos how long to measure, after as long a time to warm up
    public static double nanos(long nanos, Runnable body) {
        measure(nanos, body);
        return measure(nanos, body);
    }

    private static double measure(long nanos, Runnable body) {
        double[] slices = new double[SLICES];
        int count = 0;
        long start = System.nanoTime();
        long now = start;
        do {
            long sliceStart = now;
            int runs = 0;
            do {
                for (int i = 0; i < 8; i++) body.run();
                runs += 8;
                now = System.nanoTime();
            } while (now - sliceStart < SLICE_NANOS);
            slices[count++] = (double) (now - sliceStart) / runs;
        } while (now - start < nanos && count < SLICES);
        Arrays.sort(slices, 0, count);
        return slices[count / 2];
    }
}
