package dev.tidemill.transfer;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;

/// How far a transfer is; the numbers of one moment.
///
/// @param state whether it runs, or how it ended
/// @param transferredBytes bytes that are in the target
/// @param totalBytes bytes there are to transfer, as far as is known; never less than
///     `transferredBytes`
/// @param isTotalKnown false while they are still being counted, or if nobody can know: then there
///     are at least so many bytes and files
/// @param bytesPerSecond the rate now: of the last seconds
/// @param meanBytesPerSecond the rate since the start
/// @param elapsed since the start, until now or the end
/// @param files files and links that are done
/// @param failedFiles files, links and directories that could not be done
/// @param totalFiles files and links there are, as far as is known
public record Progress(
        State state,
        long transferredBytes,
        long totalBytes,
        boolean isTotalKnown,
        double bytesPerSecond,
        double meanBytesPerSecond,
        Duration elapsed,
        long files,
        long failedFiles,
        long totalFiles) {

    /// Where a transfer stands.
    public enum State {
        /// It has not begun: others come first.
        WAITING,
        /// It is under way.
        RUNNING,
        /// All was transferred.
        SUCCEEDED,
        /// It ended, and something was not transferred.
        FAILED,
        /// It was stopped because somebody asked.
        CANCELLED;

        static State of(Future.State state) {
            return switch (state) {
                case RUNNING -> RUNNING;
                case SUCCESS -> SUCCEEDED;
                case FAILED -> FAILED;
                case CANCELLED -> CANCELLED;
            };
        }

        /// Whether nothing more will change.
        public boolean isEnd() {
            return this != WAITING && this != RUNNING;
        }
    }

    static Progress notBegun(State state) {
        return new Progress(state, 0, 0, false, 0, 0, Duration.ZERO, 0, 0, 0);
    }

    /// The part that is done, from 0 to 1; empty while the total is not known.
    public Optional<Double> fraction() {
        if (!isTotalKnown) return Optional.empty();
        if (totalBytes > 0) return Optional.of((double) transferredBytes / totalBytes);
        return Optional.of(totalFiles > 0 ? Math.min(1, (double) (files + failedFiles) / totalFiles) : 1.0);
    }

    /// How long it will still take if it goes on as now; empty if nobody can say.
    public Optional<Duration> remaining() {
        if (state.isEnd()) return Optional.of(Duration.ZERO);
        if (!isTotalKnown || bytesPerSecond <= 0) return Optional.empty();
        double seconds = (totalBytes - transferredBytes) / bytesPerSecond;
        return Optional.of(Duration.ofMillis((long) (seconds * 1000))); // a double too large becomes the largest long
    }
}
