package dev.tidemill.flow;

import dev.tidemill.Backend;

class UringFlowTest extends FlowContract {
    @Override
    Backend backend() {
        return Backend.IO_URING;
    }
}
