/// Tasks in JavaFX: [dev.tidemill.javafx.FxContext] launches asynchronous functions on the
/// application thread.
///
/// Having this on the path is enough for functions that are added to tasks on the application
/// thread to come back there. JavaFX itself is brought by the program.
package dev.tidemill.javafx;
