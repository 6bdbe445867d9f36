package dev.tidemill.transfer;

import dev.tidemill.Backend;

final class PortableContinuedTest extends ContinuedContract {
    @Override
    Backend backend() {
        return Backend.PORTABLE;
    }
}
