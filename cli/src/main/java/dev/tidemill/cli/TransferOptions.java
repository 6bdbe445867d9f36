package dev.tidemill.cli;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Outcome;
import dev.tidemill.transfer.PathFilter;
import dev.tidemill.transfer.Transfer;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import picocli.CommandLine.ParameterException;

/// The options that are the same for each command that moves many bytes: which entries of a tree
/// take part, how much of the machine it may take, and what it says meanwhile.
final class TransferOptions {

    /// As the settings of a copy and a verification have it.
    private static final int MOST_JOBS = 1024;

    private final PatternOptions patterns;
    private final EngineOption engine;
    private final Supplier<@Nullable String> limitRate;
    private final Supplier<@Nullable String> jobs;
    private final Supplier<@Nullable Boolean> progress;
    private final BooleanSupplier quiet;
    private final BooleanSupplier verbose;
    private final BooleanSupplier json;
    private final Supplier<@Nullable String> color;

    TransferOptions(Options options) {
        patterns = new PatternOptions(options);
        engine = new EngineOption(options);
        limitRate = options.text(
                "--limit-rate",
                "RATE",
                "Read no more than so many bytes a second: 500K, 20M, 1.5G, of 1024; 20MB is of 1000.");
        jobs = options.text(
                "-j, --jobs",
                "N",
                "How many files to take at the same time (default: as many as suit the processors).");
        progress = options.either(
                "--progress",
                "Show progress, or not (default: if stderr is a terminal; otherwise a line now and then).");
        quiet = options.flag("-q, --quiet", "Say nothing but what is wrong.");
        verbose = options.flag("-v, --verbose", "Name each file, also if nothing is wrong with it.");
        json = options.flag("--json", "Write what happens to stdout as JSON, an object a line, for programs.");
        color = options.choiceOrNone(
                "--color",
                "WHEN",
                List.of("auto", "always", "never"),
                "always",
                "Colours: auto, always or never (default: auto, which heeds $$NO_COLOR).");
    }

    /// Starts the engine that was asked for.
    ///
    /// @throws ParameterException if there is no such engine, or it cannot run here
    Tidemill start() {
        return engine.start();
    }

    /// Which entries take part.
    ///
    /// @throws IllegalArgumentException if a pattern is none, or a file of them cannot be read
    PathFilter filter() {
        return patterns.filter();
    }

    /// @param otherwise if nobody has said
    /// @throws IllegalArgumentException if it is no number, or there cannot be so many
    int jobs(int otherwise) {
        String given = jobs.get();
        if (given == null) return otherwise;
        try {
            int wanted = Integer.parseInt(given);
            if (wanted >= 1 && wanted <= MOST_JOBS) return wanted;
        } catch (NumberFormatException _) {
            // says the same
        }
        throw new IllegalArgumentException("--jobs is " + given + "; must be a number from 1 to " + MOST_JOBS);
    }

    /// The limit; 0 for none.
    ///
    /// @throws IllegalArgumentException if it is none
    long bytesPerSecond() {
        String given = limitRate.get();
        return given == null ? 0 : Quantities.parseBytes("limit-rate", given);
    }

    boolean isQuiet() {
        return quiet.getAsBoolean();
    }

    /// Who wants it quiet, and verbose too, gets it quiet.
    boolean isVerbose() {
        return verbose.getAsBoolean() && !isQuiet();
    }

    boolean isForPrograms() {
        return json.getAsBoolean();
    }

    /// Where everything else than the events for programs is said.
    ///
    /// @throws IllegalArgumentException if there are no such colours
    Display display(ProgressText.Words words) {
        Terminal terminal =
                isProgressWanted() && !isForPrograms() ? Terminal.ofStderr().orElse(null) : null;
        String when = color.get();
        return new Display(terminal, words, Colours.of(when == null ? "auto" : when));
    }

    private boolean isProgressWanted() {
        Boolean wanted = progress.get();
        return wanted != null ? wanted : !isQuiet();
    }

    /// Waits for the end of the work, and until everybody has been told of it.
    ///
    /// @param follow has somebody told how far it is
    <T> Outcome<T> await(Transfer<T> work, Runnable follow) throws InterruptedException {
        try (work) {
            if (isProgressWanted()) follow.run();
            return work.outcome();
        }
    }
}
