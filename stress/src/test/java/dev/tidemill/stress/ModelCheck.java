package dev.tidemill.stress;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/// Has Lincheck try the operations of a class in many orders, twice: with a scheduler of its own,
/// which interleaves their steps in every way it finds and shows the one that went wrong, and with
/// threads of the machine, which reorder as real ones do.
///
/// The build says how many programs of random operations are tried, and how many interleavings of
/// each; the long campaign tries more of both.
public final class ModelCheck {

    private static final int ITERATIONS = Integer.getInteger("tidemill.stress.iterations", 3);
    private static final int INTERLEAVINGS = Integer.getInteger("tidemill.stress.interleavings", 200);
    private static final int RUNS = 1_000;

    private ModelCheck() {}

    /// @param specification a class with the same operations for one thread
    public static void all(Class<?> operations, Class<?> specification) {
        checked(new ModelCheckingOptions().invocationsPerIteration(INTERLEAVINGS), operations, specification);
        checked(new StressOptions().invocationsPerIteration(RUNS), operations, specification);
    }

    private static void checked(Options<?, ?> options, Class<?> operations, Class<?> specification) {
        options.iterations(ITERATIONS)
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(2)
                .sequentialSpecification(specification)
                .check(operations);
    }
}
