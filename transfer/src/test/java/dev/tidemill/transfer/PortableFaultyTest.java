package dev.tidemill.transfer;

import dev.tidemill.Backend;

final class PortableFaultyTest extends FaultyContract {
    @Override
    Backend backend() {
        return Backend.PORTABLE;
    }
}
