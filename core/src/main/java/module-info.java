/// Asynchronous input and output: tasks, files, directories, streams, text, and an engine on
/// io_uring with a portable one beside it.
@SuppressWarnings("module") // the module that two rooms are shown to is compiled after this one
module dev.tidemill.core {
    requires java.management;
    requires jdk.jfr;

    exports dev.tidemill;
    exports dev.tidemill.annotation;
    exports dev.tidemill.blocking;
    exports dev.tidemill.directory;
    exports dev.tidemill.file;
    exports dev.tidemill.flow;
    exports dev.tidemill.nio;
    exports dev.tidemill.process;
    exports dev.tidemill.stream;
    exports dev.tidemill.task;
    exports dev.tidemill.text;
    exports dev.tidemill.trace;
    exports dev.tidemill.engine to
            dev.tidemill.transfer;
    exports dev.tidemill.linux to
            dev.tidemill.transfer;

    uses dev.tidemill.task.SyncContextProvider;
}
