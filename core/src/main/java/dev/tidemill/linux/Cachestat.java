package dev.tidemill.linux;

import static dev.tidemill.linux.Structs.CACHESTAT;
import static dev.tidemill.linux.Structs.CACHESTAT_RANGE;
import static dev.tidemill.linux.Structs.offset;

/// Where the fields of what cachestat(2) takes and fills are, in bytes from the start of each
/// struct; all are longs.
public final class Cachestat {
    public static final long SIZE_OF_RANGE = CACHESTAT_RANGE.byteSize();

    public static final long OFF = offset(CACHESTAT_RANGE, "off");
    public static final long LEN = offset(CACHESTAT_RANGE, "len");

    public static final long SIZE_OF_STRUCT = CACHESTAT.byteSize();

    public static final long NR_CACHE = offset(CACHESTAT, "nr_cache");

    private Cachestat() {}
}
