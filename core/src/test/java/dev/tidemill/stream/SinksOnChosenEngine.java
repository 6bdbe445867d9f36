package dev.tidemill.stream;

import dev.tidemill.TidemillConfig;

/// The contract for files, without a choice of engine. It has no name of a test, so that nobody
/// runs it but a JVM in which there is not much choice.
public final class SinksOnChosenEngine extends ByteSinkContract {

    @Override
    protected TidemillConfig config() {
        return TidemillConfig.DEFAULT;
    }

    @Override
    ByteSink sink() throws Exception {
        return SinkKind.PORTABLE_FILE.open(io, folder);
    }
}
