package dev.tidemill.stream;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;

/// Bytes from one part of a program to another, through memory.
///
/// ```java
/// var pipe = new BytePipe(64 * 1024);
/// Task<Long> written = report.transferTo(pipe.sink());
/// Task<byte[]> read = pipe.source().readAllBytes();
/// ```
///
/// It holds a bounded number of bytes: a write waits for room, and a read for bytes. What is
/// written arrives once, in its order.
///
/// Closing the sink is the end of the bytes: the source gives what is left, and then -1. Closing
/// the source breaks the pipe: what is left is gone, and writes fail with an [IOException]. A read
/// or write that waits can be cancelled at any time.
///
/// The two sides may be used by different threads. Memory of a confined arena is refused with
/// [WrongThreadException]: the other side's thread copies, too.
public final class BytePipe {

    /// Nobody: for what everybody may use.
    private static final Thread ANYBODY = Thread.ofPlatform().unstarted(() -> {});

    private static final Task<Integer> END = Task.completed(-1);
    private static final Task<Void> DONE = Task.completed(null);

    private static final Failure BROKEN = () -> new IOException("broken pipe: its source was closed");

    private final Object lock = new Object();
    private final byte[] ring;
    private int first; // of the bytes in the ring
    private int count;
    private @Nullable Read reader; // waits for bytes: there are none
    private @Nullable Write writer; // waits for room: there is none
    private boolean sourceClosed;
    private boolean sinkClosed;

    private final ByteSource source = new Source();
    private final ByteSink sink = new Sink();

    /// Makes a pipe.
    ///
    /// @param capacity how many bytes it holds at most, beside those of a write that waits
    /// @throws IllegalArgumentException if `capacity` is not positive
    public BytePipe(int capacity) {
        if (capacity <= 0) throw new IllegalArgumentException("capacity is " + capacity + "; must be positive");
        ring = new byte[capacity];
    }

    /// Where the bytes come out; always the same.
    public ByteSource source() {
        return source;
    }

    /// Where the bytes go in; always the same.
    public ByteSink sink() {
        return sink;
    }

    private Task<Integer> read(ByteBuffer target, CancellationToken token) {
        if (target.isReadOnly()) throw new IllegalArgumentException("target is read-only: " + target);
        if (!target.hasRemaining()) throw new IllegalArgumentException("target has no room: " + target);
        checkForAnybody(target);
        if (token.isCancelled()) return new Read(target).cancelOn(token);
        Task<Integer> read;
        Write emptied = null;
        synchronized (lock) {
            if (sourceClosed) return Task.failed(ClosedStream.BEFORE);
            if (reader != null) throw new ReadPendingException();
            if (count > 0) {
                read = Task.completed(take(target));
                emptied = refill();
            } else if (sinkClosed) {
                return END;
            } else {
                read = reader = new Read(target);
            }
        }
        if (emptied != null) emptied.end();
        return read.cancelOn(token);
    }

    private Task<Void> write(ByteBuffer source, CancellationToken token) {
        checkForAnybody(source);
        if (token.isCancelled()) return new Write(source).cancelOn(token);
        Task<Void> write = DONE;
        Read woken = null;
        int given = 0;
        synchronized (lock) {
            if (sinkClosed) return Task.failed(ClosedStream.BEFORE);
            if (writer != null) throw new WritePendingException();
            if (sourceClosed) return Task.failed(BROKEN);
            if (reader != null && source.hasRemaining()) {
                given = copy(source, reader.target);
                woken = reader.decide();
            }
            put(source);
            if (source.hasRemaining()) write = writer = new Write(source);
        }
        if (woken != null) woken.end(given);
        return write.cancelOn(token);
    }

    private void closeSource() {
        Read stopped;
        Write broken;
        synchronized (lock) {
            sourceClosed = true;
            count = 0;
            stopped = reader == null ? null : reader.decide();
            broken = writer == null ? null : writer.decide();
        }
        if (stopped != null) stopped.endWith(ClosedStream.DURING);
        if (broken != null) broken.endWith(BROKEN);
    }

    private void closeSink() {
        Read atEnd;
        Write stopped;
        synchronized (lock) {
            sinkClosed = true;
            atEnd = reader == null ? null : reader.decide();
            stopped = writer == null ? null : writer.decide();
        }
        if (atEnd != null) atEnd.end(-1);
        if (stopped != null) stopped.endWith(ClosedStream.DURING);
    }

    private static void checkForAnybody(ByteBuffer buffer) {
        if (!MemorySegment.ofBuffer(buffer).isAccessibleBy(ANYBODY)) {
            throw new WrongThreadException("the buffer is of an arena that only its own thread may use: " + buffer);
        }
    }

    // With the lock.

    /// What the write that waits has for the room there is.
    ///
    /// @return that write if nothing is left of it
    private @Nullable Write refill() {
        Write waiting = writer;
        if (waiting == null) return null;
        put(waiting.source);
        return waiting.source.hasRemaining() ? null : waiting.decide();
    }

    private int take(ByteBuffer target) {
        int taken = 0;
        while (count > 0 && target.hasRemaining()) { // twice if they go round the end of the array
            int bytes = Math.min(Math.min(count, target.remaining()), ring.length - first);
            target.put(ring, first, bytes);
            first = (first + bytes) % ring.length;
            count -= bytes;
            taken += bytes;
        }
        return taken;
    }

    private void put(ByteBuffer source) {
        while (count < ring.length && source.hasRemaining()) { // as above
            int end = (int) (((long) first + count) % ring.length);
            int room = end < first ? first - end : ring.length - end;
            int bytes = Math.min(Math.min(ring.length - count, source.remaining()), room);
            source.get(ring, end, bytes);
            count += bytes;
        }
    }

    private static int copy(ByteBuffer source, ByteBuffer target) {
        int bytes = Math.min(source.remaining(), target.remaining());
        target.put(target.position(), source, source.position(), bytes);
        target.position(target.position() + bytes);
        source.position(source.position() + bytes);
        return bytes;
    }

    /// A side that waits. It is decided with the lock what becomes of it, and said without: there
    /// may be more to do then.
    private abstract sealed class Side<T> extends Task<T> permits Read, Write {

        private boolean isDecided;

        /// Whether it is this thread that says what became of it.
        final boolean decideOnce() {
            boolean first = !isDecided;
            isDecided = true;
            if (reader == this) reader = null;
            if (writer == this) writer = null;
            return first;
        }

        final void endWith(Failure failure) {
            fail(failure);
        }

        @Override
        protected final void cancelRequested(CancellationReason reason) {
            boolean mine;
            synchronized (lock) {
                mine = decideOnce();
            }
            if (mine) cancelled(Cancellation.of(describe(), reason, Cancellation.Reach.STOPPED));
        }
    }

    private final class Read extends Side<Integer> {

        private final ByteBuffer target;

        Read(ByteBuffer target) {
            this.target = target;
        }

        Read decide() {
            var _ = decideOnce();
            return this;
        }

        void end(int bytes) {
            succeed(bytes);
        }

        @Override
        protected String describe() {
            return "pipe: read of " + target.remaining() + " bytes";
        }
    }

    private final class Write extends Side<Void> {

        private final ByteBuffer source;

        Write(ByteBuffer source) {
            this.source = source;
        }

        Write decide() {
            var _ = decideOnce();
            return this;
        }

        @SuppressWarnings("NullAway") // the only value of Void
        void end() {
            succeed(null);
        }

        @Override
        protected String describe() {
            return "pipe: write, " + source.remaining() + " bytes left";
        }
    }

    private final class Source implements ByteSource {

        @Override
        public Task<Integer> read(ByteBuffer target, CancellationToken token) {
            return BytePipe.this.read(target, token);
        }

        @Override
        public Task<Void> closing() {
            closeSource();
            return DONE;
        }

        @Override
        public void close() {
            closeSource();
        }

        @Override
        public String toString() {
            return "source of a pipe";
        }
    }

    private final class Sink implements ByteSink {

        @Override
        public Task<Void> write(ByteBuffer source, CancellationToken token) {
            return BytePipe.this.write(source, token);
        }

        /// Nothing is kept back: what was written can be read.
        @Override
        public Task<Void> flush(CancellationToken token) {
            synchronized (lock) {
                if (sinkClosed) return Task.failed(ClosedStream.BEFORE);
                if (writer != null) throw new WritePendingException();
                return sourceClosed ? Task.failed(BROKEN) : DONE;
            }
        }

        @Override
        public Task<Void> closing() {
            closeSink();
            return DONE;
        }

        @Override
        public void close() {
            closeSink();
        }

        @Override
        public String toString() {
            return "sink of a pipe";
        }
    }
}
