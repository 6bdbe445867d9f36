package dev.tidemill.transfer;

import dev.tidemill.Backend;

class UringCopyManifestTest extends CopyManifestContract.WithSystemCalls {
    @Override
    Backend backend() {
        return Backend.IO_URING;
    }
}
