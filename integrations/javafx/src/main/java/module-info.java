/// The application thread of JavaFX as a context of tasks.
module dev.tidemill.javafx {
    requires transitive dev.tidemill.core;
    requires javafx.graphics;

    exports dev.tidemill.javafx;

    provides dev.tidemill.task.SyncContextProvider with
            dev.tidemill.javafx.FxThreadProvider;
}
