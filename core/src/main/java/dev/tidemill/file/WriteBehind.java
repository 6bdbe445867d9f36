package dev.tidemill.file;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.ClosedFile;
import dev.tidemill.engine.TransferBuffer;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.WritePendingException;
import java.util.ArrayDeque;

/// Writes a file with positions, from one on, through buffers that are written while the next is
/// filled.
///
/// The first of them that cannot be written breaks the sink: what comes behind it has no place any
/// more.
final class WriteBehind extends FileStream implements ByteSink {

    private static final System.Logger LOG = System.getLogger("dev.tidemill.file");
    private static final Task<Void> DONE = Task.completed(null);

    private final AsyncFile file;
    private final boolean ownsFile;
    private final int most;
    private final Kept kept;
    private final Cleaner.Cleanable forgotten;

    // Of whoever has the turn.
    private long position; // of the buffer that is being filled
    private @Nullable Task<Void> broken; // the write that failed
    private boolean told; // whether somebody was told so

    /// @param most how many buffers may be on their way
    WriteBehind(AsyncFile file, long position, boolean ownsFile, int most) {
        this.file = file;
        this.position = position;
        this.ownsFile = ownsFile;
        this.most = most;
        this.kept = new Kept(file.path().toString());
        this.forgotten = AsyncFile.CLEANER.register(this, kept);
    }

    /// A buffer on its way.
    private record Written(TransferBuffer buffer, Task<Void> write) {}

    /// What is not in the file. It does not hold the sink, and is told when nobody does.
    private static final class Kept implements Runnable {

        private final String path;
        private final ArrayDeque<Written> onTheWay = new ArrayDeque<>();
        private @Nullable TransferBuffer filling;
        private int filled;

        Kept(String path) {
            this.path = path;
        }

        @Override
        public void run() {
            if (filled > 0) {
                LOG.log(
                        Level.WARNING,
                        "a sink of {0} was neither flushed nor closed and is not reachable any more;"
                                + " its last {1} bytes are lost",
                        path,
                        filled);
            }
            dropFilling();
            for (Written written : onTheWay) {
                written.write()
                        .whenCompleteAsync((_, _) -> written.buffer().giveBack(), Tasks.inline())
                        .forget(); // and if it fails, nobody else hears of it
            }
            onTheWay.clear();
        }

        void dropFilling() {
            TransferBuffer last = filling;
            if (last != null) last.giveBack();
            filling = null;
            filled = 0;
        }
    }

    @Override
    public Task<Void> write(ByteBuffer source, CancellationToken token) {
        if (!take(WritePendingException::new)) return ClosedFile.refused();
        try {
            if (!token.isCancelled()) {
                if (!hasFailed() && accept(source)) return over(DONE);
                if (broken != null) return over(tell(broken));
            }
            return new WaitingWrite(source).begin(token);
        } catch (Throwable mistake) {
            if (giveBack()) shutDown();
            throw mistake;
        }
    }

    @Override
    public Task<Void> flush(CancellationToken token) {
        if (!take(WritePendingException::new)) return ClosedFile.refused();
        if (!token.isCancelled()) {
            if (!hasFailed()) writeFilled();
            if (!hasFailed() && kept.onTheWay.isEmpty()) return over(DONE);
            if (broken != null) return over(tell(broken));
        }
        return new WaitingFlush().begin(token);
    }

    /// Whether the kernel may put bytes of another file where the next write would: nobody can tell
    /// that from a read and a write.
    boolean takesCopiesOf(AsyncFile source) {
        return source != file && !file.appends() && !file.isDirect();
    }

    /// Copies what another file has there, behind what was written and flushed.
    ///
    /// @return how many bytes that was; fewer than `length` at the end of `source`
    Task<Long> copy(AsyncFile source, long from, long length) {
        if (!take(WritePendingException::new)) return ClosedFile.refused();
        try {
            if (kept.filled > 0 || !kept.onTheWay.isEmpty()) throw new WritePendingException(); // since the flush
            return new WaitingCopy().begin(source.copyTo(from, length, file, position));
        } catch (Throwable mistake) {
            if (giveBack()) shutDown();
            throw mistake;
        }
    }

    private Task<Void> over(Task<Void> result) {
        if (giveBack()) shutDown();
        return result;
    }

    private Task<Void> tell(Task<Void> write) {
        told = true;
        return write;
    }

    /// Takes notice of buffers that were written.
    ///
    /// @return whether one could not be
    private boolean hasFailed() {
        for (Written first = kept.onTheWay.peekFirst();
                first != null && first.write().isDone();
                first = kept.onTheWay.peekFirst()) {
            boolean written = first.write().outcomeNow() instanceof Outcome.Succeeded<Void>; // and seen, if not
            if (!written && broken == null) broken = first.write();
            kept.onTheWay.removeFirst().buffer().giveBack();
        }
        return broken != null;
    }

    /// Takes as much as there is room for.
    ///
    /// @return whether that is all
    private boolean accept(ByteBuffer source) {
        while (source.hasRemaining()) {
            TransferBuffer buffer = kept.filling;
            if (buffer == null) {
                if (kept.onTheWay.size() >= most) return false;
                kept.filling = buffer = TransferBuffer.take();
            }
            int bytes = Math.min(source.remaining(), TransferBuffer.BYTES - kept.filled);
            buffer.copyFrom(source, kept.filled, bytes);
            kept.filled += bytes;
            if (kept.filled == TransferBuffer.BYTES) writeFilled();
        }
        return true;
    }

    private void writeFilled() {
        TransferBuffer buffer = kept.filling;
        if (buffer == null) return;
        kept.onTheWay.addLast(new Written(buffer, write(buffer.memory(0, kept.filled))));
        position += kept.filled;
        kept.filling = null;
        kept.filled = 0;
    }

    /// What is refused breaks the sink like what fails: with DIRECT the end may not be aligned.
    private Task<Void> write(MemorySegment bytes) {
        try {
            return file.writeFully(bytes, position);
        } catch (IllegalArgumentException refused) {
            return Task.failed(refused);
        }
    }

    /// Waits until buffers were written.
    private abstract class WaitingForBuffers extends Watching<Void> {

        final Task<Void> begin(CancellationToken token) {
            Task<Void> watched = cancelOn(token);
            CancellationReason why = requested();
            if (why == null) stepDone();
            else endAs(new Outcome.Cancelled<>(Cancellation.of(describe(), why, Cancellation.Reach.NEVER_STARTED)));
            return watched;
        }

        /// @return whether nothing has to be waited for any more
        abstract boolean goOn();

        @Override
        @SuppressWarnings("NullAway") // the only value of Void
        final void stepDone() {
            boolean done = !hasFailed() && goOn();
            Task<Void> failure = broken;
            if (failure != null) endAs(tell(failure).outcomeNow());
            else if (done) endAs(new Outcome.Succeeded<>(null));
            else watch(kept.onTheWay.getFirst().write());
        }
    }

    private final class WaitingWrite extends WaitingForBuffers {

        private final ByteBuffer source;
        private final ByteBuffer bytes; // the same memory

        WaitingWrite(ByteBuffer source) {
            this.source = source;
            this.bytes = TransferBuffer.forAnyThread(source);
        }

        @Override
        boolean goOn() {
            int before = bytes.remaining();
            boolean all = accept(bytes);
            if (bytes != source) source.position(source.position() + before - bytes.remaining());
            return all;
        }

        @Override
        protected String describe() {
            return file + ": write of the stream, " + bytes.remaining() + " bytes left";
        }
    }

    private final class WaitingFlush extends WaitingForBuffers {

        @Override
        boolean goOn() {
            writeFilled();
            return kept.onTheWay.isEmpty();
        }

        @Override
        protected String describe() {
            return file + ": flush of the stream";
        }
    }

    private final class WaitingCopy extends Following<Long, Long> {

        Task<Long> begin(Task<Long> copy) {
            follow(copy);
            return this;
        }

        @Override
        void stepDone(Task<Long> copy) {
            Outcome<Long> outcome = copy.outcomeNow();
            if (outcome instanceof Outcome.Succeeded<Long>(Long bytes)) position += bytes;
            endAs(outcome);
        }

        @Override
        protected String describe() {
            return file + ": copy to the stream";
        }
    }

    @Override
    AsyncFile file() {
        return file;
    }

    /// After the last bytes. If they cannot be written, everything is let go of all the same.
    @Override
    void shutDown() {
        if (!hasFailed()) writeFilled();
        Written first = kept.onTheWay.peekFirst();
        if (first != null) {
            first.write()
                    .whenCompleteAsync((_, _) -> shutDown(), Tasks.inline())
                    .exceptionally(_ -> null) // it is told below
                    .forget();
            return;
        }
        kept.dropFilling();
        forgotten.clean(); // finds nothing
        Task<Void> fileClosed = ownsFile ? file.closing() : DONE;
        Task<Void> untold = told ? null : broken;
        shutDownWith(fileClosed, untold);
    }

    @Override
    public String toString() {
        return file + " from " + (position + kept.filled);
    }
}
