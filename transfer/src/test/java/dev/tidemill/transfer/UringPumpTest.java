package dev.tidemill.transfer;

import dev.tidemill.Backend;

final class UringPumpTest extends PumpContract {
    @Override
    Backend backend() {
        return Backend.IO_URING;
    }
}
