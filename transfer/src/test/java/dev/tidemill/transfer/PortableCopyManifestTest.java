package dev.tidemill.transfer;

import dev.tidemill.Backend;

class PortableCopyManifestTest extends CopyManifestContract.WithSystemCalls {
    @Override
    Backend backend() {
        return Backend.PORTABLE;
    }
}
