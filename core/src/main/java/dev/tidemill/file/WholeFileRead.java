package dev.tidemill.file;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.CachedFile;
import dev.tidemill.engine.Engine;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.PendingOperation;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Failure;
import dev.tidemill.task.NonBlockingThread;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;

/// A whole file as one value. Small files are the engine's business from opening to closing; one
/// that turns out to be long is read by a virtual thread.
final class WholeFileRead<T> extends Task<T> {

    /// Turns the bytes of a file into what was asked for.
    interface Decoder<T> {
        T decode(byte[] bytes) throws CharacterCodingException;
    }

    private static final Turns TURNS = new Turns(64); // as many as keep a ring busy
    private static final int STREAM_BYTES = 8192;
    private static final int LONGEST_ARRAY = Operation.ReadFile.MOST_BYTES;

    private final Tidemill io;
    private final Path path;
    private final Decoder<T> decoder;
    private volatile @Nullable Task<byte[]> current;
    private volatile @Nullable CancellationReason stop;

    private WholeFileRead(Tidemill io, Path path, Decoder<T> decoder) {
        this.io = io;
        this.path = path;
        this.decoder = decoder;
    }

    static <T> Task<T> start(Tidemill io, Path path, Decoder<T> decoder, CancellationToken token) {
        NativePath name = NativePath.of(path);
        var read = new WholeFileRead<>(io, path, decoder);
        boolean here = !token.isCancelled() && !(Thread.currentThread() instanceof NonBlockingThread);
        boolean forEngine = here && TURNS.isForEngine();
        if (here && !forEngine) {
            switch (io.engine().readCachedFile(name)) {
                case CachedFile.Contents(byte[] bytes) -> {
                    read.decode(bytes);
                    return read;
                }
                case CachedFile.Stream(var handle) -> {
                    var stream = new AsyncFile(io.engine(), handle);
                    Task<byte[]> reading = Task.run(() -> read.readStream(stream));
                    reading.whenCompleteAsync((_, _) -> stream.closing().forget(), Tasks.inline()) // if it never began
                            .forget();
                    read.follow(reading);
                    return read.cancelOn(token);
                }
                case CachedFile.NotHere _ -> {}
            }
        }
        Task<byte[]> step = io.engine().submit(new Operation.ReadSmallFile(name), token);
        if (forEngine) TURNS.left(step);
        read.follow(step);
        return read.cancelOn(token);
    }

    /// Ends as `step` does, unless that says that the file is long.
    private void follow(Task<byte[]> step) {
        current = step;
        CancellationReason requested = stop;
        if (requested != null) step.cancel(requested);
        step.whenCompleteAsync((_, _) -> ended(step), Tasks.inline()).forget();
    }

    private void ended(Task<byte[]> step) {
        switch (step.outcomeNow()) {
            case Outcome.Succeeded<byte[]>(byte[] bytes)
            when bytes == Operation.ReadSmallFile.TOO_LONG -> follow(Task.run(this::readLong));
            case Outcome.Succeeded<byte[]>(byte[] bytes) -> decode(bytes);
            case Outcome.Failed<byte[]>(Failure failure) -> fail(failure);
            case Outcome.Cancelled<byte[]>(Cancellation cancellation)
            when step instanceof PendingOperation -> cancelled(cancellation);
            case Outcome.Cancelled<byte[]>(Cancellation cancellation) -> // of a thread that knows no file
                cancelled(Cancellation.of(describe(), cancellation.reason(), cancellation.reach()));
        }
    }

    private void decode(byte[] bytes) {
        try {
            succeed(decoder.decode(bytes));
        } catch (CharacterCodingException e) {
            fail(Failure.of(e));
        }
    }

    /// An interrupt, which is how a virtual thread is cancelled, reaches the kernel from here; also
    /// while the file is opened, so that none is left open.
    private byte[] readLong() throws IOException, InterruptedException {
        Engine engine = io.engine();
        try (AsyncFile file = engine.call(
                new Operation.Open<>(NativePath.of(path), OpenMode.READ, handle -> new AsyncFile(engine, handle)))) {
            return readToEnd(file, file.blocking().size());
        }
    }

    private byte[] readStream(AsyncFile opened) throws IOException, InterruptedException {
        try (AsyncFile file = opened) {
            return readToEnd(file, STREAM_BYTES);
        }
    }

    /// @param size as far as it is known
    private byte[] readToEnd(AsyncFile file, long size) throws IOException, InterruptedException {
        if (size > LONGEST_ARRAY) throw Operation.ReadFile.tooLong(path.toString(), size);
        // a file of /proc says 0, and some of those stop after a read of one byte
        byte[] bytes = new byte[(int) (size == 0 ? STREAM_BYTES : size)];
        int read = 0;
        for (; ; ) {
            if (read == bytes.length) { // one more, to see whether there is more
                if (read == LONGEST_ARRAY) return bytes;
                byte[] more = new byte[1];
                if (file.blocking().read(more, read) == 0) return bytes;
                bytes = Arrays.copyOf(bytes, (int) Math.min(LONGEST_ARRAY, 2L * read + STREAM_BYTES));
                bytes[read++] = more[0];
            }
            int now = file.blocking().read(bytes, read, bytes.length - read, read);
            if (now == 0) return Arrays.copyOf(bytes, read);
            read += now;
        }
    }

    @Override
    protected void cancelRequested(CancellationReason reason) {
        stop = reason;
        Task<byte[]> step = current;
        if (step != null) step.cancel(reason);
    }

    @Override
    protected String describe() {
        return describe(path);
    }

    @Override
    protected Supplier<String> description() {
        Path of = path;
        return () -> describe(of);
    }

    private static String describe(Path path) {
        return path + ": read of the whole file";
    }
}
