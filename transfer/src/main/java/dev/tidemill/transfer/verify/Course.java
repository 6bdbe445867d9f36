package dev.tidemill.transfer.verify;

import java.io.IOException;

/// What a verification does.
public interface Course {

    /// Finds the entries, on a thread of its own, and has them looked at.
    ///
    /// @throws IOException if it cannot begin, or not be brought to its end
    void run(Work work) throws IOException, InterruptedException;

    /// All entries were looked at.
    default void finish() throws IOException {}

    /// However it ended.
    default void close() throws IOException {}

    /// Finds the entries and counts them, beside [#run]. What cannot be read counts for nothing.
    void count(Scope scope, Count count) throws IOException, InterruptedException;

    /// As for a task: "manifest: check of tree".
    String describe();

    /// Takes what is counted.
    public interface Count {

        /// One entry more.
        ///
        /// @param bytes that will be read
        /// @return whether anybody still wants to know
        boolean add(long bytes);
    }
}
