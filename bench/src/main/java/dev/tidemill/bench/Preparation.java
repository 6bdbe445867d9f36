package dev.tidemill.bench;

/// What is done before the rounds of a case, outside of the measured time.
enum Preparation {
    NOTHING,
    /// The large file is read before each round: other work may have pushed it out of the page
    /// cache.
    FILE_CACHED,
    /// All small files are read before each round.
    TREE_CACHED,
    /// All small files are taken out of the page cache before *each side*; their names stay.
    TREE_EVICTED,
    /// The large file is read, and as much memory as a copy of it takes is touched, before *each
    /// side*: a machine that has never used its memory pays for the first touch, which may cost
    /// seconds.
    ROOM_FOR_A_COPY;

    /// Whether the large file has to be in the page cache.
    boolean isOfData() {
        return this == FILE_CACHED || this == ROOM_FOR_A_COPY;
    }
}
