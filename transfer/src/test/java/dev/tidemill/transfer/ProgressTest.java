package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.transfer.Progress.State;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ProgressTest {

    private static Progress progress(State state, long bytes, long total, boolean isTotalKnown, double rate) {
        return new Progress(state, bytes, total, isTotalKnown, rate, rate, Duration.ofSeconds(1), 1, 0, 1, 4);
    }

    @Test
    void whatRemainsTakesAsLongAsNow() {
        assertThat(progress(State.RUNNING, 100, 600, true, 50).remaining()).contains(Duration.ofSeconds(10));
    }

    @Test
    void nobodyKnowsWhatRemainsOfAnUnknownTotalOrWhenNothingMoves() {
        assertThat(progress(State.RUNNING, 100, 600, false, 50).remaining()).isEmpty();
        assertThat(progress(State.RUNNING, 100, 600, true, 0).remaining()).isEmpty();
    }

    @Test
    void ofAnUnknownTotalTheKnownPartTakesAtLeastSoLong() {
        assertThat(progress(State.RUNNING, 100, 600, false, 50).remainingAtLeast())
                .contains(Duration.ofSeconds(10));
        assertThat(progress(State.RUNNING, 100, 600, true, 50).remainingAtLeast())
                .contains(Duration.ofSeconds(10));
        assertThat(progress(State.RUNNING, 600, 600, false, 50).remainingAtLeast())
                .isEmpty();
        assertThat(progress(State.RUNNING, 600, 600, true, 50).remainingAtLeast())
                .contains(Duration.ZERO);
    }

    @Test
    void inAPauseTheMeanRateSaysHowLongItWillTake() {
        var paused = new Progress(State.PAUSED, 100, 600, true, 0, 250, Duration.ofSeconds(1), 1, 0, 1, 4);
        assertThat(paused.remaining()).contains(Duration.ofSeconds(2));
        assertThat(State.PAUSED.isEnd()).isFalse();
    }

    @Test
    void atTheEndNothingRemains() {
        assertThat(progress(State.CANCELLED, 100, 600, true, 0).remaining()).contains(Duration.ZERO);
        assertThat(progress(State.FAILED, 100, 600, false, 0).remaining()).contains(Duration.ZERO);
    }

    @Test
    void aRateOfNextToNothingIsNoOverflow() {
        assertThat(progress(State.RUNNING, 0, Long.MAX_VALUE, true, 1e-300).remaining())
                .hasValueSatisfying(remaining -> assertThat(remaining).isPositive());
    }

    @Test
    void thePartThatIsDoneIsOfBytesAndOfFilesIfThereAreNoBytes() {
        assertThat(progress(State.RUNNING, 150, 600, true, 1).fraction()).contains(0.25);
        assertThat(progress(State.RUNNING, 0, 0, true, 1).fraction()).contains(0.5);
        assertThat(progress(State.RUNNING, 150, 600, false, 1).fraction()).isEmpty();
    }
}
