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
/// @param bytesPerSecond the rate now: of the last seconds; 0 while it is paused
/// @param meanBytesPerSecond the rate since the start, pauses left out
/// @param elapsed since the start, until now or the end, pauses left out
/// @param files files and links that are done, one way or the other
/// @param keptFiles those of them that are as they were, because the settings say so
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
        long keptFiles,
        long failedFiles,
        long totalFiles) {

    /// Where a transfer stands.
    public enum State {
        /// It has not begun: others come first.
        WAITING,
        /// It is under way.
        RUNNING,
        /// It stands still because somebody asked, and goes on when somebody says so.
        PAUSED,
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
            return this == SUCCEEDED || this == FAILED || this == CANCELLED;
        }
    }

    /// How much is done, and how much there is to do; what `Progress` says of each.
    record Amount(
            long transferredBytes,
            long totalBytes,
            boolean isTotalKnown,
            long files,
            long keptFiles,
            long failedFiles,
            long totalFiles) {

        /// Of what has not begun.
        static final Amount NOTHING = new Amount(0, 0, false, 0, 0, 0, 0);
    }

    static Progress of(State state, Amount amount, RateMeter meter) {
        return new Progress(
                state,
                amount.transferredBytes,
                Math.max(amount.totalBytes, amount.transferredBytes),
                amount.isTotalKnown,
                state == State.PAUSED ? 0 : meter.bytesPerSecond(),
                meter.meanBytesPerSecond(),
                meter.elapsed(),
                amount.files,
                amount.keptFiles,
                amount.failedFiles,
                Math.max(amount.totalFiles, amount.files));
    }

    /// The part that is done, from 0 to 1; empty while the total is not known.
    public Optional<Double> fraction() {
        if (!isTotalKnown) return Optional.empty();
        if (totalBytes > 0) return Optional.of((double) transferredBytes / totalBytes);
        return Optional.of(totalFiles > 0 ? Math.min(1, (double) (files + failedFiles) / totalFiles) : 1.0);
    }

    /// How long it will still take if it goes on as now, or, while it is paused, as long as it
    /// would take at its mean rate; empty if nobody can say, as while the total is not known.
    public Optional<Duration> remaining() {
        return isTotalKnown || state.isEnd() ? remainingAtLeast() : Optional.empty();
    }

    /// As [#remaining()], and while the total is not known how long the part of it will take that
    /// is: then it will be longer, and is to be shown so. Empty if nobody can say even that.
    public Optional<Duration> remainingAtLeast() {
        if (state.isEnd()) return Optional.of(Duration.ZERO);
        double rate = state == State.PAUSED ? meanBytesPerSecond : bytesPerSecond;
        long left = totalBytes - transferredBytes;
        if (rate <= 0 || (left == 0 && !isTotalKnown)) return Optional.empty();
        return Optional.of(
                Duration.ofMillis((long) (left / rate * 1000))); // a double too large becomes the largest long
    }
}
