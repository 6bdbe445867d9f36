package dev.tidemill.flow;

import dev.tidemill.Backend;
import dev.tidemill.TidemillConfig;

class PortableFlowTest extends FlowContract {
    @Override
    protected TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.PORTABLE);
    }
}
