package dev.tidemill.transfer.block;

import dev.tidemill.file.AsyncFile;
import java.io.IOException;

/// The parts of a file that are to be copied, in order: all of it, or all but its holes. For one
/// thread.
///
/// Each is asked for when it is needed: a file may have millions. They begin and end at multiples
/// of 4096, except for the end of the file, so that transfers past the page cache fit.
public final class Stretches {

    private static final int UNIT = 4096;

    private final AsyncFile file;
    private final boolean withoutHoles;
    private final long size;
    private long from;
    private long end;

    private Stretches(AsyncFile file, boolean withoutHoles, long start, long size) {
        this.file = file;
        this.withoutHoles = withoutHoles;
        this.size = size;
        this.end = start;
    }

    /// Everything from `start` on.
    public static Stretches all(AsyncFile file, long start, long size) {
        return new Stretches(file, false, start, size);
    }

    /// The data from `start` on, which is a multiple of 4096.
    public static Stretches ofData(AsyncFile file, long start, long size) {
        return new Stretches(file, true, start, size);
    }

    /// Of a file that is as long as it turns out to be.
    public static Stretches untilItEnds(AsyncFile file) {
        return new Stretches(file, false, 0, Long.MAX_VALUE);
    }

    /// Goes on to the next.
    ///
    /// @return false if there is none
    boolean next() throws IOException, InterruptedException {
        if (end >= size) return false;
        if (!withoutHoles) {
            from = end;
            end = size;
            return true;
        }
        long data = file.nextData(end).await();
        if (data < 0 || data >= size) {
            end = size;
            return false;
        }
        long hole = Math.min(size, file.nextHole(data).await());
        from = data & -UNIT;
        end = Math.min(size, (hole + UNIT - 1) & -UNIT);
        return true;
    }

    /// Where the stretch begins.
    long from() {
        return from;
    }

    /// Where it ends.
    long end() {
        return end;
    }

    /// How long the file is.
    long size() {
        return size;
    }

    /// Whether it is known how long the file is.
    boolean isSizeKnown() {
        return size != Long.MAX_VALUE;
    }
}
