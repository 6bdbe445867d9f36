package dev.tidemill.cli;

import dev.tidemill.transfer.Difference;
import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.Verification;
import java.util.Map;

/// Tells somebody of a verification: of each entry, as a listener, and of the whole.
interface VerifyReport extends Report, Verification.Listener {

    /// Tells how far it is, until it is done.
    void follow(Verification verification);

    /// The last words.
    ///
    /// @param differences as far as they are known
    /// @param exitCode of the command
    void end(Progress progress, Map<Difference.Kind, Long> differences, int exitCode);
}
