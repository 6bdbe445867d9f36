package dev.tidemill.text;

import dev.tidemill.Backend;
import dev.tidemill.TidemillConfig;

class PortableLinesTest extends LinesContract {
    @Override
    protected TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.PORTABLE);
    }
}
