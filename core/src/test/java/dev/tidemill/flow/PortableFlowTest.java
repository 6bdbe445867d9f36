package dev.tidemill.flow;

import dev.tidemill.Backend;

class PortableFlowTest extends FlowContract {
    @Override
    Backend backend() {
        return Backend.PORTABLE;
    }
}
