package dev.tidemill.cli;

import java.io.IOException;

/// Tells somebody how the work of a command goes.
interface Report {

    /// Before anything is done.
    void begin();

    /// Somebody has asked to stop; it may take a while.
    void stopping();

    /// It cannot begin, or not go on.
    void broken(IOException e);
}
