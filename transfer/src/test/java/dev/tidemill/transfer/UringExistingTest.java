package dev.tidemill.transfer;

import dev.tidemill.Backend;

final class UringExistingTest extends ExistingContract {
    @Override
    Backend backend() {
        return Backend.IO_URING;
    }
}
