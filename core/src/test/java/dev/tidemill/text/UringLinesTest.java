package dev.tidemill.text;

import dev.tidemill.Backend;
import dev.tidemill.TidemillConfig;

class UringLinesTest extends LinesContract {
    @Override
    protected TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.IO_URING);
    }
}
