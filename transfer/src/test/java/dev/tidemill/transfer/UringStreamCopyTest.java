package dev.tidemill.transfer;

import dev.tidemill.Backend;

class UringStreamCopyTest extends StreamCopyContract {
    @Override
    Backend backend() {
        return Backend.IO_URING;
    }
}
