package dev.tidemill.file;

import dev.tidemill.Backend;

class PortableCancelRaceTest extends CancelRaceContract {
    @Override
    Backend backend() {
        return Backend.PORTABLE;
    }
}
