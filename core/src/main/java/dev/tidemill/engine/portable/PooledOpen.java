package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.Operation;
import java.io.IOException;

/// Opens a file. One that is open too late is closed again.
final class PooledOpen<T> extends PooledOperation<T> {

    private final Operation.Open<T> open;
    private @Nullable FileHandle opened;

    PooledOpen(PortableEngine engine, Operation.Open<T> open, Lane lane) {
        super(engine, open, lane, LEFT_ALONE);
        this.open = open;
    }

    @Override
    T carryOut() throws IOException, Unfinished {
        stopIfRequested();
        FileHandle file = engine.calls().open(open.path(), open.mode(), mayWaitForOthers());
        opened = file;
        try {
            return open.result().apply(file);
        } catch (Throwable e) {
            engine.calls().close(file);
            throw e;
        }
    }

    @Override
    void end(T value) {
        FileHandle file = opened;
        if (endWithValue(value, 0) || file == null) return;
        if (file.beginClosing() == FileHandle.Closing.NOW) file.closeNow();
    }
}
