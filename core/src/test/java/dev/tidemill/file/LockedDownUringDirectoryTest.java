package dev.tidemill.file;

import dev.tidemill.Backend;
import dev.tidemill.TidemillConfig;

/// On two rings that take nothing but what the library uses.
class LockedDownUringDirectoryTest extends DirectoryContract {
    @Override
    public TidemillConfig config() {
        return TidemillConfig.DEFAULT
                .withBackend(Backend.IO_URING)
                .withLockedDown(true)
                .withRings(2);
    }
}
