package dev.tidemill.transfer;

import dev.tidemill.Backend;

final class UringTreeSettingsTest extends TreeSettingsContract {
    @Override
    Backend backend() {
        return Backend.IO_URING;
    }
}
