package dev.tidemill.transfer;

import dev.tidemill.Backend;

final class UringContinuedTest extends ContinuedContract {
    @Override
    Backend backend() {
        return Backend.IO_URING;
    }
}
