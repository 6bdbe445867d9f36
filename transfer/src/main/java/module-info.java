/// Work that takes long enough to be watched: copies, downloads, their progress and their speed.
module dev.tidemill.transfer {
    requires transitive dev.tidemill.core;

    exports dev.tidemill.transfer;
    exports dev.tidemill.transfer.manifest;
}
