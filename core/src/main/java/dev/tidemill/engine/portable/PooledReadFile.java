package dev.tidemill.engine.portable;

import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation.ReadSmallFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Reads a small file to its end.
final class PooledReadFile extends PooledFile<byte[]> {

    PooledReadFile(PortableEngine engine, ReadSmallFile operation) {
        super(engine, operation, operation.path(), OpenMode.READ);
    }

    @Override
    byte[] use(FileHandle file) throws IOException, Unfinished {
        Calls calls = engine.calls();
        MemorySegment buffer = calls.takeBuffer();
        try {
            int size = 0;
            long read;
            do { // a file may grow while it is read, and those of /proc have no size: only a read of nothing is the end
                stopIfRequested();
                read = calls.transfer(file, buffer, size, ReadSmallFile.LIMIT_BYTES - size, size, false);
                size += (int) read;
                if (size == ReadSmallFile.LIMIT_BYTES) return ReadSmallFile.TOO_LONG;
            } while (read > 0);
            return buffer.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
        } finally {
            calls.giveBackBuffer(buffer);
        }
    }
}
