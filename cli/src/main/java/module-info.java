/// The command.
module dev.tidemill.cli {
    requires dev.tidemill.transfer;
    requires info.picocli;
    requires jdk.unsupported; // sun.misc.Signal: to learn of a resized terminal

    opens dev.tidemill.cli to
            info.picocli;
}
