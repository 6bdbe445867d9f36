/// Asynchronous input and output: tasks, files, and an engine on io_uring with a portable one
/// beside it.
module dev.tidemill.core {
    requires jdk.jfr;

    exports dev.tidemill;
    exports dev.tidemill.annotation;
    exports dev.tidemill.file;
    exports dev.tidemill.task;
}
