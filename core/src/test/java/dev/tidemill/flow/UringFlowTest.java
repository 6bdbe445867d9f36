package dev.tidemill.flow;

import dev.tidemill.Backend;
import dev.tidemill.TidemillConfig;

class UringFlowTest extends FlowContract {
    @Override
    protected TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.IO_URING);
    }
}
