package dev.tidemill.transfer;

import dev.tidemill.Backend;

final class PortableExistingTest extends ExistingContract {
    @Override
    Backend backend() {
        return Backend.PORTABLE;
    }
}
