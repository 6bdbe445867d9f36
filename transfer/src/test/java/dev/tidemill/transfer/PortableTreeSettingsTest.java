package dev.tidemill.transfer;

import dev.tidemill.Backend;

final class PortableTreeSettingsTest extends TreeSettingsContract {
    @Override
    Backend backend() {
        return Backend.PORTABLE;
    }
}
