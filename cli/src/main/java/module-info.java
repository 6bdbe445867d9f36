/// The command.
module dev.tidemill.cli {
    requires dev.tidemill.transfer;
    requires info.picocli;
    requires java.logging;
    requires jdk.unsupported; // sun.misc.Signal: a resized terminal, a second Ctrl-C

    exports dev.tidemill.cli to
            java.logging; // which makes LogLevels
}
