package dev.tidemill.transfer;

import dev.tidemill.Backend;

class PortableTreeCopyTest extends TreeCopyContract {
    @Override
    Backend backend() {
        return Backend.PORTABLE;
    }
}
