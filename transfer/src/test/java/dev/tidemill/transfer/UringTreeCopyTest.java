package dev.tidemill.transfer;

import dev.tidemill.Backend;

class UringTreeCopyTest extends TreeCopyContract {
    @Override
    Backend backend() {
        return Backend.IO_URING;
    }
}
