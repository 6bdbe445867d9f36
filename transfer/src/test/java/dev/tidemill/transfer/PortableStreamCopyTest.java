package dev.tidemill.transfer;

import dev.tidemill.Backend;

class PortableStreamCopyTest extends StreamCopyContract {
    @Override
    Backend backend() {
        return Backend.PORTABLE;
    }
}
