package dev.tidemill.engine.portable;

import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation.ReadSmallFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Reads a small file to its end; a stream, whose bytes come only once, however long it is.
final class PooledReadFile extends PooledFile<byte[]> {

    PooledReadFile(PortableEngine engine, ReadSmallFile operation) {
        super(engine, operation, operation.path(), OpenMode.READ);
    }

    @Override
    byte[] use(FileHandle file) throws IOException, Unfinished {
        Calls calls = engine.calls();
        MemorySegment buffer = calls.takeBuffer();
        try {
            var stream = new ByteArrayOutputStream(0);
            int size = 0;
            long read;
            do { // a file may grow while it is read, and those of /proc have no size: only a read of nothing is the end
                stopIfRequested();
                long position = stream.size() + (long) size;
                read = calls.transfer(file, buffer, size, ReadSmallFile.LIMIT_BYTES - size, position, false);
                size += (int) read;
                if (size == ReadSmallFile.LIMIT_BYTES) {
                    if (file.kind() != FileKind.STREAM) return ReadSmallFile.TOO_LONG;
                    stream.writeBytes(bytes(buffer, size));
                    size = 0;
                }
            } while (read > 0);
            if (stream.size() == 0) return bytes(buffer, size);
            stream.writeBytes(bytes(buffer, size));
            return stream.toByteArray();
        } finally {
            calls.giveBackBuffer(buffer);
        }
    }

    private static byte[] bytes(MemorySegment buffer, int size) {
        return buffer.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
    }
}
