package dev.tidemill.file;

/// How a file, or a part of it, will be used; see [AsyncFile#advise(Advice)].
public enum Advice {

    /// Nothing is known: as it is without advice.
    NORMAL(0),

    /// Anywhere, so nothing is to be read ahead. For the whole file, whatever the range.
    RANDOM(1),

    /// From the start to the end, so more is to be read ahead. For the whole file, whatever the
    /// range.
    SEQUENTIAL(2),

    /// The range will be read soon: the system begins to read it now, as much as it finds good. The
    /// task is done when that has begun.
    WILL_NEED(3),

    /// The range will not be used soon: it goes from the page cache. What was written and is not on
    /// the device yet stays; see [AsyncFile#force]. Pages that are partly in the range stay.
    DONT_NEED(4),

    /// What is used now is not used again. Since Linux 6.3 it then counts less among what is
    /// cached. For the whole file, whatever the range.
    NO_REUSE(5);

    private final int number;

    Advice(int number) {
        this.number = number;
    }

    /// `POSIX_FADV_*`
    int number() {
        return number;
    }
}
