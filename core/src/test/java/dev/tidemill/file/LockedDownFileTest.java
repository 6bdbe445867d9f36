package dev.tidemill.file;

import dev.tidemill.Backend;
import dev.tidemill.TidemillConfig;

/// On rings that refuse what the library says it does not use.
class LockedDownFileTest extends FileContract {
    @Override
    public TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.IO_URING).withLockedDown(true);
    }
}
