package dev.tidemill.transfer;

import dev.tidemill.Backend;

class JdkCopyManifestTest extends CopyManifestContract {
    @Override
    Backend backend() {
        return Backend.PORTABLE;
    }

    @Override
    boolean hasSystemCalls() {
        return false;
    }
}
