package dev.tidemill.flow;

import dev.tidemill.TidemillConfig;

/// The contract without a choice of engine. It has no name of a test, so that nobody runs it but a
/// JVM in which there is not much choice.
public final class FlowOnChosenEngine extends FlowContract {
    @Override
    protected TidemillConfig config() {
        return TidemillConfig.DEFAULT;
    }
}
