package dev.tidemill.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.bench.worker.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ResultTest {

    private static final Side OURS = side("ours");
    private static final Side SLOW = side("slow");
    private static final Side FAST = side("fast");

    @Test
    void quartilesLieOnTheLineBetweenTwoValues() {
        assertThat(Quartiles.of(4, 1, 3, 2)).isEqualTo(new Quartiles(1.75, 2.5, 3.25));
        assertThat(Quartiles.of(7)).isEqualTo(new Quartiles(7, 7, 7));
        assertThat(Quartiles.of().isNaN()).isTrue();
        assertThat(Quartiles.of(1, Double.NaN, 2).isNaN()).isTrue();
    }

    @Test
    void aRatioIsTakenWithinEachRound() {
        Result result = result();
        rounds(result, OURS, 200, 20, 2);
        rounds(result, FAST, 100, 10, 1);
        assertThat(result.ratio("ours", Metric.RATE, "fast")).isEqualTo(new Quartiles(2, 2, 2));
        assertThat(result.ratio("ours", Metric.TIME, "fast")).isEqualTo(new Quartiles(0.5, 0.5, 0.5));
    }

    @Test
    void aGoalIsMeasuredAgainstTheBestOfItsRivals() {
        Result result = result();
        rounds(result, OURS, 40, 40);
        rounds(result, SLOW, 10, 10);
        rounds(result, FAST, 20, 20);
        Goal goal = Goal.atLeast("ours", Metric.RATE, 1.5, 2.5, "slow", "fast");
        assertThat(result.of(goal).median()).isEqualTo(2);
        assertThat(goal.verdict(2)).isEqualTo("accepted");
        assertThat(goal.verdict(2.5)).isEqualTo("aim reached");
        assertThat(goal.verdict(1)).contains("missed");
    }

    @Test
    void aSideThatFailedWasNotMeasured() {
        Result result = result();
        rounds(result, OURS, 40);
        rounds(result, FAST, 20);
        result.fail(FAST, "gone");
        Goal goal = Goal.atLeast("ours", Metric.RATE, 1, 2, "fast");
        assertThat(goal.verdict(result.of(goal).median())).isEqualTo("not measured");
        assertThat(result.measured()).containsExactly("ours");
        assertThat(result.failures()).containsEntry("fast", "gone");
    }

    private static Result result() {
        return new Result(new Case(
                "case",
                "A case",
                Unit.OPERATION,
                Workload.reads(false, 1),
                Preparation.NOTHING,
                1,
                List.of(OURS, SLOW, FAST),
                List.of()));
    }

    private static Side side(String name) {
        return new CommandSide(name, List.of());
    }

    private static void rounds(Result result, Side side, double... operations) {
        for (double count : operations) result.add(side, Sample.of(count, 1e9, 1e9));
    }
}
