package dev.tidemill.file;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Backend;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.engine.uring.FaultyRings;

class UringBufferedStreamTest extends BufferedStreamContract {
    @Override
    public TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.IO_URING);
    }

    @Override
    Tidemill start() {
        assumeTrue(FaultyRings.arePossible(), "the kernel gives no errors on demand, Linux 6.10 does");
        return super.start();
    }
}
