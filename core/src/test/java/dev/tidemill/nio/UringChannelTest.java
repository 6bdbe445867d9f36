package dev.tidemill.nio;

import dev.tidemill.Backend;
import dev.tidemill.TidemillConfig;

class UringChannelTest extends TidemillChannelContract {
    @Override
    TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.IO_URING);
    }
}
