package dev.tidemill.cli;

import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.TreeCopy;

/// Tells somebody of a copy: of each entry, as a listener, and of the whole.
interface CopyReport extends Report, TreeCopy.Listener {

    /// Tells how far it is, until it is done.
    void follow(TreeCopy copy);

    /// The last words.
    ///
    /// @param exitCode of the command
    void end(Progress progress, int exitCode);
}
