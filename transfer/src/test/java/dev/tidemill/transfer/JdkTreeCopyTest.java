package dev.tidemill.transfer;

import dev.tidemill.Backend;

class JdkTreeCopyTest extends TreeCopyContract {
    @Override
    Backend backend() {
        return Backend.PORTABLE;
    }

    @Override
    boolean hasSystemCalls() {
        return false;
    }
}
