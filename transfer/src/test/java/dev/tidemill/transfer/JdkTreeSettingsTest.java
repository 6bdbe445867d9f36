package dev.tidemill.transfer;

import dev.tidemill.Backend;

class JdkTreeSettingsTest extends TreeSettingsContract {
    @Override
    Backend backend() {
        return Backend.PORTABLE;
    }

    @Override
    boolean hasSystemCalls() {
        return false;
    }
}
