package dev.tidemill.file;

import dev.tidemill.Backend;
import dev.tidemill.TidemillConfig;

class PortableDirectoryTest extends DirectoryContract {
    @Override
    public TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.PORTABLE);
    }
}
