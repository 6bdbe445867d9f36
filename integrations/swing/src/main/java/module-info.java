/// The event thread of AWT and Swing as a context of tasks.
module dev.tidemill.swing {
    requires transitive dev.tidemill.core;
    requires java.desktop;

    exports dev.tidemill.swing;

    provides dev.tidemill.task.SyncContextProvider with
            dev.tidemill.swing.EventThreadProvider;
}
