package dev.tidemill.transfer;

import dev.tidemill.Backend;

class UringVerificationTest extends VerificationContract {
    @Override
    Backend backend() {
        return Backend.IO_URING;
    }
}
