package dev.tidemill.bench;

import java.io.IOException;
import java.nio.file.Path;

/// One of the programs that are compared in a case.
sealed interface Side permits JvmSide, FioSide, TwinSide, CommandSide {

    /// Unique within its case.
    String name();

    /// Gets everything ready, warmed up where that matters.
    ///
    /// @throws SideFailedException with the reason, for the table, if this side cannot run here
    Running open(Case work, Place place, CompareOptions options)
            throws SideFailedException, IOException, InterruptedException;

    /// A side that waits for its turns.
    interface Running extends AutoCloseable {

        /// Takes one turn.
        ///
        /// @param directory fresh and empty, for what it writes
        Sample measure(Path directory) throws SideFailedException, IOException, InterruptedException;

        @Override
        default void close() throws IOException {}
    }
}
