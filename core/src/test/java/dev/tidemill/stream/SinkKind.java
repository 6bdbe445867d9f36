package dev.tidemill.stream;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.Backend;
import dev.tidemill.Tidemill;
import dev.tidemill.blocking.BlockingOutput;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/// The sinks there are, each with what was written in the end.
enum SinkKind {
    URING_FILE(Backend.IO_URING) {
        @Override
        ByteSink open(Tidemill io, Path folder) throws Exception {
            return AsyncFiles.sink(io, folder.resolve("sink"), CancellationToken.none())
                    .await();
        }
    },
    PORTABLE_FILE(Backend.PORTABLE) {
        @Override
        ByteSink open(Tidemill io, Path folder) throws Exception {
            return URING_FILE.open(io, folder);
        }
    },
    APPENDING(Backend.IO_URING) {
        @Override
        ByteSink open(Tidemill io, Path folder) throws Exception {
            return AsyncFiles.sink(io, folder.resolve("sink"), CancellationToken.none(), CREATE, APPEND)
                    .await();
        }
    },
    UNBUFFERED(Backend.IO_URING) {
        @Override
        ByteSink open(Tidemill io, Path folder) throws Exception {
            AsyncFile file = AsyncFile.open(io, folder.resolve("sink"), CREATE, WRITE, TRUNCATE_EXISTING)
                    .await();
            return new Owning(file.sink(0, 0), file);
        }
    },
    BLOCKING_OUTPUT(Backend.PORTABLE) {
        @Override
        ByteSink open(Tidemill io, Path folder) throws Exception {
            return BlockingOutput.of(io, new BufferedOutputStream(Files.newOutputStream(folder.resolve("sink"))));
        }
    };

    /// The engine it runs on.
    final Backend backend;

    SinkKind(Backend backend) {
        this.backend = backend;
    }

    /// A sink to the file `sink` of the folder; the test closes it.
    abstract ByteSink open(Tidemill io, Path folder) throws Exception;

    private record Owning(ByteSink sink, AsyncFile file) implements ByteSink {
        @Override
        public Task<Void> write(ByteBuffer source, CancellationToken token) {
            return sink.write(source, token);
        }

        @Override
        public Task<Void> flush(CancellationToken token) {
            return sink.flush(token);
        }

        @Override
        public Task<Void> closing() {
            return sink.closing().then(_ -> file.closing());
        }

        @Override
        public void close() throws IOException {
            sink.close();
            file.close();
        }
    }
}
