package dev.tidemill.stream;

import dev.tidemill.TidemillConfig;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// All the sinks there are.
@ParameterizedClass
@EnumSource(SinkKind.class)
class ByteSinkTest extends ByteSinkContract {

    @Parameter
    SinkKind kind;

    @Override
    protected TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(kind.backend);
    }

    @Override
    ByteSink sink() throws Exception {
        return kind.open(io, folder);
    }
}
