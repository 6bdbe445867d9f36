package dev.tidemill.bench;

import dev.tidemill.bench.worker.Workload;
import java.util.List;

/// One piece of work, the sides that do it, and what is aimed at.
///
/// @param name what `--only` looks at
/// @param pairs rounds; more where a few per cent matter
/// @param sides the first one is what the others are divided by in the table
record Case(
        String name,
        String title,
        Unit unit,
        Workload workload,
        Preparation preparation,
        int pairs,
        List<Side> sides,
        List<Goal> goals) {

    Case {
        for (Goal goal : goals) {
            if (goal.metric() == Metric.RATE && !goal.atLeast()) {
                throw new IllegalArgumentException(name + ": a throughput is wanted low: " + goal.title());
            }
        }
    }
}
