package dev.tidemill.file.model;

import dev.tidemill.Backend;

class PortableModelTest extends ModelContract {
    @Override
    Backend backend() {
        return Backend.PORTABLE;
    }
}
