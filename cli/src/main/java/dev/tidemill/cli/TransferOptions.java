package dev.tidemill.cli;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Outcome;
import dev.tidemill.transfer.Transfer;
import picocli.CommandLine.Option;

/// The options that say how much of the machine a command may take, and what it says while it
/// does: the same for each that moves many bytes.
final class TransferOptions {

    @Option(
            names = "--limit-rate",
            paramLabel = "RATE",
            description = "Read no more than so many bytes a second: 500K, 20M, 1.5G.")
    private @Nullable String limitRate;

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "How many files to take at the same time (default: as many as suit the processors).")
    private @Nullable Integer jobs;

    @Option(
            names = "--progress",
            negatable = true,
            description = "Show progress, or not (default: if stderr is a terminal; otherwise a line now and then).")
    private @Nullable Boolean progress;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing but what is wrong.")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Name each file, also if nothing is wrong with it.")
    private boolean verbose;

    @Option(names = "--json", description = "Write what happens to stdout as JSON, an object a line, for programs.")
    private boolean json;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            arity = "0..1",
            fallbackValue = "always",
            preprocessor = AttachedOnly.class,
            description = "Colours: auto, always or never (default: auto, which heeds $$NO_COLOR).")
    private String color = "auto";

    TransferOptions() {}

    /// @param otherwise if nobody has said
    int jobs(int otherwise) {
        return jobs == null ? otherwise : jobs;
    }

    /// The limit; 0 for none.
    ///
    /// @throws IllegalArgumentException if it is none
    long bytesPerSecond() {
        return limitRate == null ? 0 : Quantities.parseBytes("limit-rate", limitRate);
    }

    boolean isQuiet() {
        return quiet;
    }

    boolean isVerbose() {
        return verbose;
    }

    boolean isForPrograms() {
        return json;
    }

    /// Where everything else than the events for programs is said.
    ///
    /// @throws IllegalArgumentException if there are no such colours
    Display display(ProgressText.Words words) {
        Terminal terminal = isProgressWanted() && !json ? Terminal.ofStderr().orElse(null) : null;
        return new Display(terminal, words, Colours.of(color));
    }

    private boolean isProgressWanted() {
        return progress != null ? progress : !quiet;
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
