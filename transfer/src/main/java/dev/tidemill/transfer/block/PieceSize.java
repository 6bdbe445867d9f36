package dev.tidemill.transfer.block;

/// Into how many pieces a block is cut that is written into the page cache: whichever is quicker
/// here and now, found out by writing.
///
/// The kernel takes memory for the page cache in pieces as large as the write. Large ones are less
/// work: a third of the time is gained where memory lies about. Where it does not, as in a virtual
/// machine whose host has taken it back, they take five to ten times as long, and small ones are
/// found nearly everywhere. Which it is may change while a file is copied.
///
/// So a block now and then is written the other way, and a second one if the first was neither
/// better nor much worse. The more often that was no better, the longer it is until the next time.
/// What the present way takes is what it takes at its best lately: that a thread was held up says
/// nothing of memory. For one thread.
final class PieceSize {

    static final int SMALL_BYTES = 64 << 10;

    private static final int FEWEST_BLOCKS_BETWEEN = 4;
    private static final int MOST_BLOCKS_BETWEEN = 128;

    /// The other way has to be better by a tenth: moments differ by as much.
    private static final double WORTH = 0.9;

    private static final double MUCH_WORSE = 1.5;

    /// How much of what was measured is forgotten with each block.
    private static final double FORGETTING = 1.05;

    private final int blockBytes;
    private boolean isWhole; // the way that is taken
    private double nanosPerByte = Double.POSITIVE_INFINITY; // of it, at its best lately
    private boolean isTrial; // the block is written the other way
    private boolean isSecond; // of the trial
    private int blocksBetween = FEWEST_BLOCKS_BETWEEN;
    private int blocksLeft = 1; // until the next trial

    /// @param blockBytes of a block that counts: not of the last one
    PieceSize(int blockBytes) {
        this.blockBytes = blockBytes;
    }

    /// Of the next block.
    int bytes() {
        isTrial = blockBytes > SMALL_BYTES && blocksLeft == 0;
        return isWhole != isTrial ? blockBytes : Math.min(SMALL_BYTES, blockBytes);
    }

    /// The block was written.
    void took(int bytes, long nanos) {
        if (bytes < blockBytes) return;
        double now = (double) nanos / bytes;
        if (!isTrial) {
            nanosPerByte = Math.min(now, FORGETTING * nanosPerByte);
            if (blocksLeft > 0) blocksLeft--;
        } else if (now < WORTH * nanosPerByte) {
            isWhole = !isWhole;
            nanosPerByte = now;
            tryAgainAfter(FEWEST_BLOCKS_BETWEEN);
        } else if (isSecond || now > MUCH_WORSE * nanosPerByte) {
            tryAgainAfter(Math.min(2 * blocksBetween, MOST_BLOCKS_BETWEEN));
        } else {
            isSecond = true;
        }
    }

    private void tryAgainAfter(int blocks) {
        blocksBetween = blocks;
        blocksLeft = blocks;
        isSecond = false;
    }
}
