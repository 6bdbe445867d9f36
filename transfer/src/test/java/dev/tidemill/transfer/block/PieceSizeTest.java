package dev.tidemill.transfer.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class PieceSizeTest {

    private static final int BLOCK_BYTES = 1 << 20;
    private static final int BLOCKS = 2048;

    private final PieceSize pieces = new PieceSize(BLOCK_BYTES);

    /// Writes a number of blocks.
    ///
    /// @param nanos that a block takes, by the size of the pieces
    /// @return how many were written whole
    private int write(int blocks, IntToLongFunction nanos) {
        int whole = 0;
        for (int i = 0; i < blocks; i++) {
            int bytes = pieces.bytes();
            assertThat(bytes).isIn(PieceSize.SMALL_BYTES, BLOCK_BYTES);
            if (bytes == BLOCK_BYTES) whole++;
            pieces.took(BLOCK_BYTES, nanos.applyAsLong(bytes));
        }
        return whole;
    }

    private static IntToLongFunction times(long small, long whole) {
        return bytes -> bytes == BLOCK_BYTES ? whole : small;
    }

    @Test
    void blocksAreWrittenWholeWhereThatIsQuicker() {
        assertThat(write(BLOCKS, times(300_000, 200_000))).isGreaterThan(BLOCKS * 97 / 100);
    }

    /// Each whole block costs much there, so there must be few.
    @Test
    void blocksAreCutWhereMemoryIsShort() {
        assertThat(write(BLOCKS, times(300_000, 3_000_000))).isBetween(10, BLOCKS / 64);
    }

    @Test
    void whatMakesNoDifferenceIsLeftAsItIs() {
        assertThat(write(BLOCKS, times(300_000, 290_000))).isLessThan(BLOCKS / 32);
    }

    @Test
    void itIsNoticedWhenItChanges() {
        assertThat(write(BLOCKS, times(300_000, 200_000))).isGreaterThan(BLOCKS / 2);
        assertThat(write(BLOCKS, times(300_000, 3_000_000))).isLessThan(BLOCKS / 10);
        assertThat(write(BLOCKS, times(300_000, 200_000))).isGreaterThan(BLOCKS * 9 / 10);
    }

    /// Both ways take longer for a moment now and then.
    @Test
    void aMomentDoesNotDecideForLong() {
        int[] block = {0};
        int whole = write(BLOCKS, bytes -> {
            long moment = block[0]++ % 10 == 0 ? 2_000_000 : 0;
            return moment + (bytes == BLOCK_BYTES ? 200_000 : 300_000);
        });
        assertThat(whole).isGreaterThan(BLOCKS * 6 / 10);
    }

    @Test
    void theLastBlockDoesNotCount() {
        for (int i = 0; i < 100; i++) {
            assertThat(pieces.bytes()).isEqualTo(PieceSize.SMALL_BYTES);
            pieces.took(BLOCK_BYTES - 1, 1);
        }
    }

    @Test
    void smallBlocksAreWrittenWhole() {
        PieceSize small = new PieceSize(4096);
        for (int i = 0; i < 100; i++) {
            assertThat(small.bytes()).isEqualTo(4096);
            small.took(4096, 1000 + i % 7 * 1000);
        }
    }
}
