package dev.tidemill.transfer;

import dev.tidemill.Backend;

final class PortablePumpTest extends PumpContract {
    @Override
    Backend backend() {
        return Backend.PORTABLE;
    }
}
