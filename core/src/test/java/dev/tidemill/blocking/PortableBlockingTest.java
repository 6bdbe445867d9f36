package dev.tidemill.blocking;

import dev.tidemill.Backend;
import dev.tidemill.TidemillConfig;

class PortableBlockingTest extends BlockingContract {
    @Override
    TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.PORTABLE);
    }
}
