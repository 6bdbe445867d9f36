package dev.tidemill.process;

import dev.tidemill.Backend;
import dev.tidemill.TidemillConfig;

class UringExitTest extends ExitContract {
    @Override
    TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.IO_URING);
    }
}
