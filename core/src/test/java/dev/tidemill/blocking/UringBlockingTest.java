package dev.tidemill.blocking;

import dev.tidemill.Backend;
import dev.tidemill.TidemillConfig;

class UringBlockingTest extends BlockingContract {
    @Override
    TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.IO_URING);
    }
}
