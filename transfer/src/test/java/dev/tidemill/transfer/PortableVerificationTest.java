package dev.tidemill.transfer;

import dev.tidemill.Backend;

class PortableVerificationTest extends VerificationContract {
    @Override
    Backend backend() {
        return Backend.PORTABLE;
    }
}
