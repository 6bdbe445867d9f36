package dev.tidemill.stream;

import dev.tidemill.TidemillConfig;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// All the sources there are.
@ParameterizedClass
@EnumSource(SourceKind.class)
class ByteSourceTest extends ByteSourceContract {

    @Parameter
    SourceKind kind;

    @Override
    protected TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(kind.backend);
    }

    @Override
    ByteSource source(byte[] content) throws Exception {
        return kind.open(io, folder, content);
    }
}
