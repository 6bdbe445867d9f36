package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.BufferPool;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Opening;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.Operation.ReadFile;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Stat;
import dev.tidemill.linux.Statx;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// A whole file by as few calls as there can be: opened, read or written, closed.
///
/// `O_NONBLOCK` keeps the other side of a FIFO from holding up those who share the thread. What
/// turns out to be a stream is not given up: whoever waited for the other side of a FIFO has seen
/// us, and would get SIGPIPE if we went away. It ends with [Unfinished#ALONE] then, and stays open.
final class ShortFile {

    // how a buffer of the pool is divided: the name, after that what the kernel says of the file; the contents
    private static final int CONTENTS = NativePath.MAX_BYTES;
    private static final int PIECE_BYTES = BufferPool.BUFFER_BYTES - CONTENTS;

    private static final int CLOSED = -1;

    private final PooledNames<?> names;
    private final long buffer;

    private int fd = CLOSED;
    private @Nullable FileHandle stream;
    private long transferred;

    /// @param names to one of which it belongs
    /// @param buffer of the [BufferPool]
    ShortFile(PooledNames<?> names, long buffer) {
        this.names = names;
        this.buffer = buffer;
    }

    /// What was opened and is for somebody else to use and to close; null if nothing is open.
    @Nullable
    FileHandle stream() {
        return stream;
    }

    /// Bytes that were written.
    long transferred() {
        return transferred;
    }

    byte[] read(ReadFile read) throws Unfinished {
        open(read.path(), OpenMode.READ);
        try {
            return contents(read.path(), sizeUnlessStream(read.path()));
        } finally {
            closeUnlessStream();
        }
    }

    /// @return bytes; not always the truth, for files of /proc it is 0
    private long sizeUnlessStream(NativePath path) throws Unfinished {
        int result;
        do {
            result = LibC.statx(fd, Stat.STATX_TYPE | Stat.STATX_SIZE, buffer);
        } while (result == -Errno.EINTR.number());
        if (result < 0 || Opening.kind(Memory.getShort(buffer + Statx.MODE)) == FileKind.STREAM) {
            throw alone(path, OpenMode.READ);
        }
        return Memory.getLong(buffer + Statx.SIZE);
    }

    /// A read that stops where the status said that the file ends was the last one. Everywhere else
    /// only a read of nothing is the end: a file may grow, and a read may stop short of a page that
    /// cannot be read.
    private byte[] contents(NativePath path, long size) throws Unfinished {
        if (size > ReadFile.MOST_BYTES) throw tooLong(path, size);
        byte[] bytes = {};
        int length = 0;
        for (; ; ) {
            int read = readPiece(length);
            if (length + (long) read > ReadFile.MOST_BYTES) throw tooLong(path, length + (long) read);
            if (read > bytes.length - length) bytes = Arrays.copyOf(bytes, capacity(length, read, size));
            Memory.copy(buffer + CONTENTS, bytes, length, read);
            length += read;
            if (read == 0 || (read < PIECE_BYTES && length == size)) break;
            names.stopIfRequested();
        }
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private static int capacity(int length, int read, long size) {
        long usual = length == 0 ? size : 2L * length;
        return Math.clamp(usual, length + read, ReadFile.MOST_BYTES);
    }

    private int readPiece(int position) throws Unfinished {
        long read;
        do {
            read = LibC.pread64(fd, buffer + CONTENTS, PIECE_BYTES, position);
        } while (read == -Errno.EINTR.number());
        return (int) Unfinished.unlessNegative(read);
    }

    private static Unfinished tooLong(NativePath path, long size) {
        return Unfinished.failure(() -> ReadFile.tooLong(path.toString(), size));
    }

    void write(Operation.WriteFile write) throws Unfinished {
        OpenMode mode = write.mode();
        if (!mode.isOneCall() || mode.direct() || mode.dontCache()) throw Unfinished.ALONE;
        int first = takeIn(write.source()); // before there is a file, which is not to be empty for longer than need be
        open(write.path(), mode);
        try {
            for (int length = first; length > 0; length = takeIn(write.source())) {
                transferred += writePiece(length, write.path(), mode);
            }
        } catch (Throwable e) {
            closeUnlessStream();
            throw e;
        }
        int result = LibC.close(fd);
        if (result != -Errno.EINTR.number()) Unfinished.unlessNegative(result); // what a server says only now
    }

    /// Copies what is to be written next into the buffer.
    ///
    /// The memory may be the caller's again as soon as somebody has asked to stop, so what was
    /// copied is only good if nobody had by then.
    ///
    /// @return how many bytes; 0 if all were written
    private int takeIn(MemorySegment source) throws Unfinished {
        int length = (int) Math.min(source.byteSize() - transferred, PIECE_BYTES);
        if (length > 0 || fd == CLOSED) {
            BufferPool.copyIn(source, transferred, buffer + CONTENTS, length);
            VarHandle.acquireFence(); // the bytes were read before this is asked
            names.stopIfRequested();
        }
        return length;
    }

    private long writePiece(int length, NativePath path, OpenMode mode) throws Unfinished {
        long written;
        do {
            written = LibC.pwrite64(fd, buffer + CONTENTS, length, transferred);
        } while (written == -Errno.EINTR.number());
        // a pipe or a terminal has no positions; a device is not ready
        if (written == -Errno.ESPIPE.number() || written == -Errno.EAGAIN.number()) throw alone(path, mode);
        if (written == 0) throw Unfinished.errno(Errno.EIO.number()); // it would go on for ever
        return Unfinished.unlessNegative(written);
    }

    private void open(NativePath path, OpenMode mode) throws Unfinished {
        byte[] name = path.bytes();
        if (name.length >= NativePath.MAX_BYTES) throw Unfinished.errno(Errno.ENAMETOOLONG.number());
        Memory.putCString(buffer, name);
        int result;
        do {
            result = LibC.open(buffer, Opening.flags(mode) | Fcntl.O_NONBLOCK, mode.permissions());
        } while (result == -Errno.EINTR.number());
        // a FIFO that nobody reads; a lease, whose holder is given time to return it
        if (result == -Errno.ENXIO.number() || result == -Errno.EAGAIN.number()) throw Unfinished.ALONE;
        fd = Unfinished.unlessNegative(result);
    }

    boolean wasOpened() {
        return fd != CLOSED;
    }

    /// It stays open, as one that waits.
    private Unfinished alone(NativePath path, OpenMode mode) throws Unfinished {
        var _ = Unfinished.unlessNegative(LibC.fcntl(fd, Fcntl.F_SETFL, Opening.flags(mode)));
        stream = Opening.handle(fd, path, mode, names.engine::closeLater);
        return Unfinished.ALONE;
    }

    private void closeUnlessStream() {
        if (stream != null) return;
        var _ = LibC.close(fd); // there is nothing that it could fail in, or something worse is known
    }
}
