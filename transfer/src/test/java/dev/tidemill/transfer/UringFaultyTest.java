package dev.tidemill.transfer;

import dev.tidemill.Backend;

final class UringFaultyTest extends FaultyContract {
    @Override
    Backend backend() {
        return Backend.IO_URING;
    }
}
