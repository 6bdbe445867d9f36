package dev.tidemill.file.model;

import dev.tidemill.Backend;

class UringModelTest extends ModelContract {
    @Override
    Backend backend() {
        return Backend.IO_URING;
    }
}
