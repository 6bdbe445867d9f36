package dev.tidemill.transfer;

import dev.tidemill.Backend;

class UringPauseTest extends PauseContract {
    @Override
    Backend backend() {
        return Backend.IO_URING;
    }
}
