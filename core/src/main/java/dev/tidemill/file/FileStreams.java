package dev.tidemill.file;

import dev.tidemill.Tidemill;
import dev.tidemill.engine.Engine;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.nio.file.Path;
import java.util.function.Function;

/// Chooses how a file is read or written one byte after the other.
final class FileStreams {

    /// Buffers; what more of them bring is in `docs/performance.md`.
    static final int READ_AHEAD = 8;

    static final int WRITE_BEHIND = 4;

    private FileStreams() {}

    /// A source that owns its file.
    static Task<ByteSource> openSource(Tidemill io, Path path, int readAhead, CancellationToken token) {
        notNegative("readAhead", readAhead);
        return open(io, path, OpenMode.READ, file -> source(file, 0, readAhead, true), token);
    }

    /// A sink that owns its file.
    static Task<ByteSink> openSink(Tidemill io, Path path, OpenMode mode, int writeBehind, CancellationToken token) {
        notNegative("writeBehind", writeBehind);
        return open(io, path, mode, file -> sink(file, 0, writeBehind, true), token);
    }

    private static <T> Task<T> open(
            Tidemill io, Path path, OpenMode mode, Function<AsyncFile, T> stream, CancellationToken token) {
        Engine engine = io.engine();
        return engine.submit(
                new Operation.Open<>(NativePath.of(path), mode, handle -> stream.apply(new AsyncFile(engine, handle))),
                token);
    }

    private static void notNegative(String name, int buffers) {
        if (buffers < 0) throw new IllegalArgumentException(name + " is negative: " + buffers);
    }

    /// @param ownsFile whether closing the source closes the file
    static ByteSource source(AsyncFile file, long position, int readAhead, boolean ownsFile) {
        Checks.position(position);
        notNegative("readAhead", readAhead);
        return readAhead == 0 || !file.hasPositions() // a pipe: what is read ahead nobody else gets
                ? new FileSource(file, position, ownsFile)
                : new ReadAhead(file, position, ownsFile, readAhead);
    }

    /// @param ownsFile whether closing the sink closes the file
    static ByteSink sink(AsyncFile file, long position, int writeBehind, boolean ownsFile) {
        Checks.position(position);
        notNegative("writeBehind", writeBehind);
        return writeBehind == 0 || !file.hasPositions() // a pipe: who writes waits for the other side
                ? new FileSink(file, position, ownsFile)
                : new WriteBehind(file, position, ownsFile, file.appends() ? 1 : writeBehind);
    }
}
