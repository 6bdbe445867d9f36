package dev.tidemill.file;

import dev.tidemill.engine.ClosedFile;
import dev.tidemill.engine.DirectAlignment;
import dev.tidemill.engine.TransferBuffer;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.FlowingValue;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.ReadPendingException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/// The bytes of a file with positions, from one on, read ahead into buffers.
///
/// How far ahead is found out: a file that is in memory is read when somebody wants it, a small
/// piece at first; each time a read has to wait, twice as many are kept on their way from then on.
/// Who reads large pieces of a file that is in memory has them without a buffer in between.
final class ReadAhead extends FileStream implements ByteSource {

    private static final Task<Integer> END = Task.completed(-1);

    private static final int FIRST_BYTES = 16 * 1024;

    /// From so many bytes on a copy costs more than a system call.
    private static final int LARGE = 32 * 1024;

    /// After so many chunks that were in memory, one behind the other, the file counts as cached.
    private static final int CACHED_RUN = 16;

    /// Of a transfer from file to file: some 10 ms of copying, after which somebody is told.
    private static final long PIECE_BYTES = 16 * 1024 * 1024;

    private final AsyncFile file;
    private final boolean ownsFile;
    private final int alignment;
    private final int most;

    // Of whoever has the turn.
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    private Task<Integer> last = END; // what a read came to
    private long position;
    private int window = 1; // how many chunks are to be on their way
    private int chunkBytes = FIRST_BYTES; // of the next one
    private final Cleaner.Cleanable forgotten = AsyncFile.CLEANER.register(this, new Forgotten(chunks));
    private int cached; // how many of the last chunks were in memory

    /// @param most how many reads may be on their way
    ReadAhead(AsyncFile file, long position, boolean ownsFile, int most) {
        this.file = file;
        this.position = position;
        this.ownsFile = ownsFile;
        this.most = most;
        this.alignment = file.isDirect() ? DirectAlignment.SAFE : 1;
    }

    @Override
    public Task<Integer> read(ByteBuffer target, CancellationToken token) {
        Checks.target(target);
        if (!take(ReadPendingException::new)) return ClosedFile.refused();
        try {
            if (!file.isOpen()) return over(ClosedFile.refused());
            if (isForNoBuffer(target)) return readPast(target, token);
            if (!token.isCancelled()) {
                int given = giveOfHead(target);
                if (given == 0) given = give(target, Integer.MAX_VALUE);
                if (given > 0) return over(completed(given));
            }
            return new WaitingRead(target).begin(token);
        } catch (Throwable mistake) {
            if (giveBack()) shutDown();
            throw mistake;
        }
    }

    /// From file to file the kernel copies.
    @Override
    public Task<Long> transferTo(ByteSink sink, CancellationToken token, LongConsumer progress) {
        if (alignment > 1 || !(sink instanceof WriteBehind target) || !target.takesCopiesOf(file)) {
            return ByteSource.super.transferTo(sink, token, progress);
        }
        Objects.requireNonNull(progress, "progress");
        if (!take(ReadPendingException::new)) return ClosedFile.refused();
        return new Copying(target, progress).begin(token);
    }

    private Task<Integer> over(Task<Integer> result) {
        if (giveBack()) shutDown();
        return result;
    }

    /// Records of one length after the other have one task.
    private Task<Integer> completed(int given) {
        if (last.resultNow() != given) last = Task.completed(given);
        return last;
    }

    private boolean isForNoBuffer(ByteBuffer target) {
        return chunks.isEmpty() && window == 1 && alignment == 1 && target.remaining() >= LARGE;
    }

    /// One read of the file.
    private Task<Integer> readPast(ByteBuffer target, CancellationToken token) {
        Task<Integer> read = file.read(target, position, token);
        if (!read.isDone()) return new ReadPast().begin(read);
        return over(passed(read));
    }

    private Task<Integer> passed(Task<Integer> read) {
        if (read.state() != Task.State.SUCCESS) return read;
        int bytes = read.resultNow();
        position += bytes;
        return bytes == 0 ? END : read;
    }

    /// The common case of small reads: the first chunk has all that is asked for, and more.
    private int giveOfHead(ByteBuffer target) {
        Chunk head = chunks.peekFirst();
        int bytes = target.remaining();
        if (head == null || head.there() - position <= bytes) return 0;
        int given = head.give(target, position);
        position += given;
        return given;
    }

    /// Gives what is there, and sees to it that more comes.
    ///
    /// @param mostChunks of how many chunks
    private int give(ByteBuffer target, int mostChunks) {
        int given = 0;
        for (int i = 0; i < mostChunks && target.hasRemaining(); i++) {
            if (given > 0 && isForNoBuffer(target)) break; // by the next read
            fill();
            Chunk head = chunks.getFirst();
            if (!head.read.isDone()) break;
            var _ = head.look();
            int bytes = head.give(target, position);
            position += bytes;
            given += bytes;
            if (position < head.end()) break;
            chunks.removeFirst().buffer().giveBack();
            if (window > 1) fill();
        }
        return given;
    }

    /// Keeps as many chunks on their way as the window has.
    private void fill() {
        if (chunks.isEmpty()) add(position & -alignment);
        while (chunks.size() < window) {
            Chunk last = chunks.getLast();
            if (last.read.isDone() && last.read.state() == Task.State.SUCCESS && last.read.resultNow() == 0) return;
            if (!add(last.end())) return; // in memory: there is time until somebody wants it
        }
    }

    /// @return whether it is on its way; false if it is there
    private boolean add(long start) {
        if (start > Long.MAX_VALUE - chunkBytes) throw new IllegalStateException("a file is not longer than " + start);
        TransferBuffer buffer = TransferBuffer.take();
        try {
            chunks.addLast(new Chunk(file, buffer, alignment, start, chunkBytes));
        } catch (Throwable mistake) {
            buffer.giveBack();
            throw mistake;
        }
        chunkBytes = Math.min(2 * chunkBytes, TransferBuffer.BYTES);
        if (!chunks.getLast().read.isDone()) {
            cached = 0;
            return true;
        }
        if (++cached >= CACHED_RUN) window = 1;
        return false;
    }

    /// A read for which nothing is there.
    private final class WaitingRead extends Following<Integer, Integer> {

        private final ByteBuffer target;
        private final ByteBuffer bytes; // the same memory
        private boolean fresh; // what is followed was begun for this read

        WaitingRead(ByteBuffer target) {
            this.target = target;
            this.bytes = TransferBuffer.forAnyThread(target);
        }

        Task<Integer> begin(CancellationToken token) {
            Task<Integer> watched = cancelOn(token);
            CancellationReason why = requested();
            if (why == null) goOn();
            else endAs(new Outcome.Cancelled<>(Cancellation.of(describe(), why, Cancellation.Reach.NEVER_STARTED)));
            return watched;
        }

        private void goOn() {
            fill();
            Chunk head = chunks.getFirst();
            if (head.read.isDone() && !head.isNew()) { // its bytes were given, or it failed
                head.readOn();
                fresh = true;
            }
            if (!head.read.isDone()) window = Math.min(2 * window, most);
            follow(head.read);
        }

        /// At most one chunk is copied: this may be the thread of a ring.
        @Override
        void stepDone(Task<Integer> read) {
            Chunk head = chunks.getFirst();
            boolean more = head.look();
            if (read.state() != State.SUCCESS) {
                endAs(read.outcomeNow());
                return;
            }
            int given = give(bytes, 1);
            if (given > 0) {
                if (bytes != target) target.position(target.position() + given);
                endAs(new Outcome.Succeeded<>(given));
            } else if (!more && fresh) { // a read that was begun before may not know that the file has grown
                endAs(new Outcome.Succeeded<>(-1));
            } else {
                goOn();
            }
        }

        @Override
        protected String describe() {
            return file + ": read of the stream at " + position;
        }
    }

    /// A read of the file that is not in memory.
    private final class ReadPast extends Following<Integer, Integer> {

        Task<Integer> begin(Task<Integer> read) {
            window = Math.min(2 * window, most);
            chunkBytes = TransferBuffer.BYTES;
            follow(read);
            return this;
        }

        @Override
        void stepDone(Task<Integer> read) {
            endAs(passed(read).outcomeNow());
        }

        @Override
        protected String describe() {
            return file + ": read of the stream at " + position;
        }
    }

    /// Gives the rest of the file to a sink of another one. What was read ahead is left out: the
    /// kernel has it, too.
    private final class Copying extends Following<Long, Long> {

        private final WriteBehind sink;
        private final LongConsumer progress;
        private long copied;

        Copying(WriteBehind sink, LongConsumer progress) {
            this.sink = sink;
            this.progress = progress;
        }

        Task<Long> begin(CancellationToken token) {
            Task<Long> watched = cancelOn(token);
            CancellationReason why = requested();
            if (why == null) {
                goOnWith(() -> {
                    dropChunks(() -> {});
                    follow(sink.flush().thenComposeAsync(_ -> piece(), Tasks.inline()));
                });
            } else {
                endAs(new Outcome.Cancelled<>(Cancellation.of(describe(), why, Cancellation.Reach.NEVER_STARTED)));
            }
            return watched;
        }

        private Task<Long> piece() {
            return sink.copy(file, position, PIECE_BYTES);
        }

        /// Whoever is told of the progress may wait, and the thread of a piece must not.
        @Override
        void stepDone(Task<Long> piece) {
            switch (piece.outcomeNow()) {
                case Outcome.Succeeded<Long>(Long bytes) when bytes == 0 -> endAs(new Outcome.Succeeded<>(copied));
                case Outcome.Succeeded<Long>(Long bytes) -> {
                    position += bytes;
                    copied += bytes;
                    var _ = Thread.startVirtualThread(FlowingValue.carrying((Runnable) () -> goOnWith(this::tell)));
                }
                case Outcome.Cancelled<Long>(Cancellation cancellation)
                when copied > 0 -> endAs(new Outcome.Cancelled<>(cancellation.afterPartOf(describe())));
                case Outcome<Long> end -> endAs(end);
            }
        }

        private void tell() {
            progress.accept(copied);
            CancellationReason why = requested();
            if (why == null) follow(piece());
            else endAs(new Outcome.Cancelled<>(Cancellation.of(describe(), why, Cancellation.Reach.STOPPED)));
        }

        @Override
        protected String describe() {
            return file + ": transfer to " + sink;
        }
    }

    @Override
    AsyncFile file() {
        return file;
    }

    /// The buffers are the kernel's until the last word on their reads.
    @Override
    void shutDown() {
        var left = new AtomicInteger(1);
        left.getAndAdd(chunks.size());
        dropChunks(() -> {
            if (left.decrementAndGet() == 0) closeFile();
        });
        forgotten.clean(); // finds nothing
        if (left.decrementAndGet() == 0) closeFile();
    }

    private void dropChunks(Runnable thenEach) {
        for (Chunk chunk : chunks) chunk.drop(thenEach);
        chunks.clear();
    }

    /// A source that nobody can reach any more and nobody closed, which is no mistake: its file may
    /// be closed.
    private record Forgotten(ArrayDeque<Chunk> chunks) implements Runnable {
        @Override
        public void run() {
            for (Chunk chunk : chunks) chunk.drop(() -> {});
            chunks.clear();
        }
    }

    private void closeFile() {
        shutDownWith(ownsFile ? file.closing() : Task.completed(null), null);
    }

    @Override
    public String toString() {
        return file + " from " + position;
    }
}
