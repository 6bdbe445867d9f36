package dev.tidemill.transfer;

import dev.tidemill.Backend;

final class PortableWayTest extends WayContract {
    @Override
    Backend backend() {
        return Backend.PORTABLE;
    }
}
