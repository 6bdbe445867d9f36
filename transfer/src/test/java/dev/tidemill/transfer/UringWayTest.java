package dev.tidemill.transfer;

import dev.tidemill.Backend;

final class UringWayTest extends WayContract {
    @Override
    Backend backend() {
        return Backend.IO_URING;
    }
}
