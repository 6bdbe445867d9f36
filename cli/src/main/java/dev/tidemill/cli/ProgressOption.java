package dev.tidemill.cli;

import dev.tidemill.annotation.Nullable;
import picocli.CommandLine.Option;

/// The option that says whether progress is shown, the same for each command.
final class ProgressOption {

    @Option(
            names = "--progress",
            negatable = true,
            description = "Show progress, or not (default: if stderr is a terminal; otherwise a line now and then).")
    private @Nullable Boolean progress;

    ProgressOption() {}

    /// @param quiet whether the command is to say little
    boolean isWanted(boolean quiet) {
        return progress != null ? progress : !quiet;
    }

    /// @param quiet as above
    /// @return where it is drawn; null if it is not, or there is no terminal
    @Nullable
    Terminal terminal(boolean quiet) {
        return isWanted(quiet) ? Terminal.ofStderr().orElse(null) : null;
    }
}
