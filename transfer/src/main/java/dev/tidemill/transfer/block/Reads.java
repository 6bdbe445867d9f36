package dev.tidemill.transfer.block;

import dev.tidemill.annotation.Nullable;
import java.io.IOException;

/// The blocks of a file for somebody who uses them, in the order of the file; more of them are
/// read meanwhile. For one thread.
interface Reads extends AutoCloseable {

    /// The next block, whose read was started.
    ///
    /// @return null if there is none
    @Nullable
    Block next() throws IOException, InterruptedException;

    /// Waits for the kernel's last word on what [#next()] has not given yet. The reads' token is
    /// cancelled before.
    @Override
    void close();
}
