package dev.tidemill.file;

import dev.tidemill.Backend;
import dev.tidemill.OtherEngines;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;

/// On rings of an old kernel.
class OldUringDirectoryTest extends DirectoryContract {
    @Override
    public TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.IO_URING);
    }

    @Override
    Tidemill start() {
        return OtherEngines.old(config());
    }
}
