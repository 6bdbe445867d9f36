package dev.tidemill.process;

import dev.tidemill.Backend;
import dev.tidemill.OtherEngines;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;

class OldUringExitTest extends ExitContract {
    @Override
    TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.IO_URING);
    }

    @Override
    Tidemill start() {
        return OtherEngines.old(config());
    }
}
