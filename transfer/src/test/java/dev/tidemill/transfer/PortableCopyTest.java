package dev.tidemill.transfer;

import dev.tidemill.Backend;

class PortableCopyTest extends CopyContract {
    @Override
    Backend backend() {
        return Backend.PORTABLE;
    }
}
