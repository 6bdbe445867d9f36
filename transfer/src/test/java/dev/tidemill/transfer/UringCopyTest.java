package dev.tidemill.transfer;

import dev.tidemill.Backend;

class UringCopyTest extends CopyContract {
    @Override
    Backend backend() {
        return Backend.IO_URING;
    }
}
