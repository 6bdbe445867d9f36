package dev.tidemill.file;

import dev.tidemill.Backend;
import dev.tidemill.TidemillConfig;

class PortableBufferedStreamTest extends BufferedStreamContract {
    @Override
    public TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.PORTABLE);
    }
}
