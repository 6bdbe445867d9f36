package dev.tidemill.file;

import dev.tidemill.Backend;

class UringCancelRaceTest extends CancelRaceContract {
    @Override
    Backend backend() {
        return Backend.IO_URING;
    }
}
