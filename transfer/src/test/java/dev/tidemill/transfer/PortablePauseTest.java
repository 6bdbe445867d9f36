package dev.tidemill.transfer;

import dev.tidemill.Backend;

class PortablePauseTest extends PauseContract {
    @Override
    Backend backend() {
        return Backend.PORTABLE;
    }
}
