package dev.tidemill.file;

import dev.tidemill.Backend;
import dev.tidemill.TidemillConfig;

class UringFileTest extends FileContract {
    @Override
    public TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.IO_URING);
    }
}
