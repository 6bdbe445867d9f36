package dev.tidemill.process;

import dev.tidemill.TidemillConfig;

/// The contract without a choice of engine. It has no name of a test, so that nobody runs it but a
/// JVM in which there is not much choice.
public final class ExitsOnChosenEngine extends ExitContract {
    @Override
    TidemillConfig config() {
        return TidemillConfig.DEFAULT;
    }
}
