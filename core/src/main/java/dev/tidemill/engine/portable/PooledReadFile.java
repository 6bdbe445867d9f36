package dev.tidemill.engine.portable;

import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.Operation.ReadSmallFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Reads a file to its end, or only a small one; a stream, whose bytes come only once, however long
/// it is.
final class PooledReadFile extends PooledFile<byte[]> {

    private final boolean anyLength;

    PooledReadFile(PortableEngine engine, ReadSmallFile operation) {
        super(engine, operation, operation.path(), OpenMode.READ);
        anyLength = false;
    }

    PooledReadFile(PortableEngine engine, Operation.ReadFile operation) {
        super(engine, operation, operation.path(), OpenMode.READ);
        anyLength = true;
    }

    @Override
    byte[] use(FileHandle file) throws IOException, Unfinished {
        Calls calls = engine.calls();
        long known = anyLength && file.kind() == FileKind.REGULAR ? calls.size(file) : 0;
        if (known > Operation.ReadFile.MOST_BYTES) {
            throw Unfinished.failure(() -> Operation.ReadFile.tooLong(file.toString(), known));
        }
        MemorySegment buffer = calls.takeBuffer();
        try {
            var before = new ByteArrayOutputStream(known < ReadSmallFile.LIMIT_BYTES ? 0 : (int) known);
            int size = 0;
            long read;
            do { // a file may grow while it is read, and those of /proc have no size: only a read of nothing is the end
                stopIfRequested();
                long position = before.size() + (long) size;
                read = calls.transfer(file, buffer, size, ReadSmallFile.LIMIT_BYTES - size, position, false);
                size += (int) read;
                if (size == ReadSmallFile.LIMIT_BYTES) {
                    if (file.kind() != FileKind.STREAM && !anyLength) return ReadSmallFile.TOO_LONG;
                    before.writeBytes(bytes(buffer, size));
                    size = 0;
                }
            } while (read > 0);
            if (before.size() == 0) return bytes(buffer, size);
            before.writeBytes(bytes(buffer, size));
            return before.toByteArray();
        } finally {
            calls.giveBackBuffer(buffer);
        }
    }

    private static byte[] bytes(MemorySegment buffer, int size) {
        return buffer.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
    }
}
