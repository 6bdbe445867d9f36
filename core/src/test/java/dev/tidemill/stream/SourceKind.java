package dev.tidemill.stream;

import dev.tidemill.Backend;
import dev.tidemill.Tidemill;
import dev.tidemill.blocking.BlockingInput;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CancellationException;

/// The sources there are, each of bytes that are known.
enum SourceKind {
    URING_FILE(Backend.IO_URING) {
        @Override
        ByteSource open(Tidemill io, Path folder, byte[] content) throws Exception {
            return AsyncFiles.source(io, Files.write(folder.resolve("source"), content), CancellationToken.none())
                    .await();
        }
    },
    PORTABLE_FILE(Backend.PORTABLE) {
        @Override
        ByteSource open(Tidemill io, Path folder, byte[] content) throws Exception {
            return URING_FILE.open(io, folder, content);
        }
    },
    BLOCKING_INPUT(Backend.PORTABLE) {
        @Override
        ByteSource open(Tidemill io, Path folder, byte[] content) {
            return BlockingInput.of(io, new ByteArrayInputStream(content));
        }
    },
    PIPE(Backend.PORTABLE) {
        @Override
        ByteSource open(Tidemill io, Path folder, byte[] content) {
            var pipe = new BytePipe(1000);
            pipe.sink()
                    .write(content)
                    .whenComplete((_, _) -> pipe.sink().closing().forget())
                    .exceptionally(_ -> null) // the test does not read to the end
                    .forget();
            return pipe.source();
        }
    },
    MEMORY(Backend.PORTABLE) {
        @Override
        ByteSource open(Tidemill io, Path folder, byte[] content) {
            return ByteSource.of(ByteBuffer.wrap(content));
        }
    },
    OVER_AN_INPUT_STREAM(Backend.IO_URING) {
        @Override
        ByteSource open(Tidemill io, Path folder, byte[] content) throws Exception {
            return BlockingInput.of(io, URING_FILE.open(io, folder, content).toInputStream());
        }
    },
    OF_A_BLOCKING_CHANNEL(Backend.IO_URING) {
        @Override
        ByteSource open(Tidemill io, Path folder, byte[] content) throws Exception {
            return BlockingInput.of(io, FileChannel.open(Files.write(folder.resolve("source"), content)));
        }
    },
    OF_A_SOCKET(Backend.PORTABLE) {
        @Override
        ByteSource open(Tidemill io, Path folder, byte[] content) throws Exception {
            Sockets sockets = Sockets.connected();
            ByteSink sink = ByteSink.of(sockets.one());
            sink.write(content)
                    .whenComplete((_, _) -> sink.closing().forget())
                    .exceptionally(_ -> null) // the test does not read to the end
                    .forget();
            return ByteSource.of(sockets.other());
        }
    },
    OF_A_USER(Backend.PORTABLE) {
        @Override
        ByteSource open(Tidemill io, Path folder, byte[] content) {
            return new Own(content);
        }
    };

    /// The engine it runs on, if it needs one.
    final Backend backend;

    SourceKind(Backend backend) {
        this.backend = backend;
    }

    /// A source of these bytes; the test closes it.
    abstract ByteSource open(Tidemill io, Path folder, byte[] content) throws Exception;

    /// No more than the interface asks for; bytes come a few at a time, and mostly later.
    private static final class Own implements ByteSource {

        private final ByteBuffer content;
        private final Random random = new Random(42);
        private volatile boolean closed;

        Own(byte[] content) {
            this.content = ByteBuffer.wrap(content);
        }

        @Override
        public Task<Integer> read(ByteBuffer target, CancellationToken token) {
            if (target.isReadOnly()) throw new IllegalArgumentException("target is read-only: " + target);
            if (!target.hasRemaining()) throw new IllegalArgumentException("target has no room: " + target);
            if (closed) return Task.failed(new ClosedChannelException());
            if (token.isCancelled()) return Task.failed(new CancellationException());
            return random.nextInt(4) > 0 ? Task.run(() -> give(target)) : Task.completed(give(target));
        }

        private int give(ByteBuffer target) {
            if (!content.hasRemaining()) return -1;
            int bytes = 1 + random.nextInt(Math.min(Math.min(target.remaining(), content.remaining()), 500));
            target.put(content.slice(content.position(), bytes));
            content.position(content.position() + bytes);
            return bytes;
        }

        @Override
        public Task<Void> closing() {
            closed = true;
            return Task.completed(null);
        }
    }
}
