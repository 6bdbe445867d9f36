package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import java.io.IOException;

/// A whole file: opened, used and closed. Whatever happens, it is closed before the task is done;
/// or, if that was detached, as soon as the system lets go of it.
abstract class PooledFile<T> extends PooledOperation<T> {

    private final NativePath path;
    private final OpenMode mode;
    private @Nullable FileHandle opened;

    PooledFile(PortableEngine engine, Operation<T> operation, NativePath path, OpenMode mode) {
        super(engine, operation, engine.laneOfName(path), LEFT_ALONE);
        this.path = path;
        this.mode = mode;
    }

    @Override
    final T carryOut() throws Exception {
        FileHandle file = opened;
        if (file == null) {
            file = open();
            if (file.kind() == FileKind.STREAM && !mayWaitForOthers()) {
                opened = file;
                throw Unfinished.elsewhere(Lane.ofStream(file, mode.write()));
            }
        }
        return useAndClose(file);
    }

    /// Opens it, so that others in its lane are not held up.
    FileHandle open() throws IOException, Unfinished {
        return engine.calls().open(path, mode, mayWaitForOthers());
    }

    private T useAndClose(FileHandle file) throws Exception {
        T value;
        try {
            stopIfRequested();
            value = use(file);
        } catch (Throwable e) {
            closeAfter(file, e);
            throw e;
        }
        close(file);
        return value;
    }

    private void close(FileHandle file) throws Exception {
        try {
            engine.calls().close(file);
        } catch (IOException | Unfinished e) {
            if (mode.write()) throw e; // what a server says only now
        }
    }

    private void closeAfter(FileHandle file, Throwable failure) {
        try {
            engine.calls().close(file);
        } catch (IOException | Unfinished e) {
            if (e != failure) failure.addSuppressed(e);
        }
    }

    /// Reads or writes as much as there is.
    abstract T use(FileHandle file) throws Exception;
}
