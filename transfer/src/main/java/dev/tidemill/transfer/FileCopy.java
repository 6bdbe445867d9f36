package dev.tidemill.transfer;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncOption;
import dev.tidemill.task.CancellationToken;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/// Copies one file, on the thread that calls: bytes, times, permissions and then the name.
///
/// A file of less than a block is read and written by this thread itself: to hand these few calls
/// of the system to another thread, and to be woken for each of them, would cost more than they do.
/// Larger ones go through the engine; see [Pump].
///
/// @param sourceOptions how the source is opened, beside for `READ`
/// @param status of the source
/// @param target whatever has this name is replaced, unless it is a directory
record FileCopy(
        Tidemill io,
        Path source,
        Set<? extends OpenOption> sourceOptions,
        Status status,
        Path target,
        CopySettings settings,
        CancellationToken token,
        FileInFlight progress) {

    private static final int MOST_TRIES = 8;

    /// Shorter ones are on the device as soon if it fetches them from the page cache.
    private static final long FEWEST_DIRECT_BYTES = 8L << 20;

    FileCopy {
        Set<OpenOption> reading = new HashSet<>(sourceOptions);
        reading.add(StandardOpenOption.READ);
        sourceOptions = reading;
    }

    /// @return bytes copied
    long run() throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                token.throwIfCancelled();
                return copy();
            } catch (PartFile.SweptAwayException e) {
                if (tries == MOST_TRIES) throw e;
                progress.restarted();
            }
        }
    }

    private long copy() throws IOException, InterruptedException {
        if (status.kind() == Status.Kind.FILE && status.size() < settings.blockBytes()) {
            MemorySegment block = Blocks.take(settings.blockBytes());
            try {
                ByteBuffer bytes = block.asByteBuffer();
                if (readWhole(bytes)) return write(bytes.flip());
            } finally {
                Blocks.giveBack(block);
            }
        }
        return SharedBlocks.areLikely(source, status, Targets.directoryOf(target)) ? share() : pump();
    }

    /// @return false if the file is longer than its status says, and there may be more of it
    private boolean readWhole(ByteBuffer bytes) throws IOException {
        try (FileChannel from = FileChannel.open(source, sourceOptions)) {
            while (bytes.hasRemaining()) {
                if (from.read(bytes) < 0) return true;
                // there was room for more, and it is as long as it should be: no need to look for the end
                if (bytes.position() == status.size()) return true;
            }
            return false;
        } catch (IOException e) {
            throw Failures.named(source, e);
        }
    }

    private long write(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        try (PartFile part = PartFile.create(target)) {
            try {
                while (bytes.hasRemaining()) {
                    var _ = part.channel().write(bytes);
                }
            } catch (IOException e) {
                throw notWritten(e, bytes.position());
            }
            progress.transferred(length);
            sync(part);
            publish(part);
        }
        return length;
    }

    private long share() throws IOException {
        try (FileChannel from = FileChannel.open(source, sourceOptions);
                PartFile part = PartFile.createLocked(target)) {
            long bytes;
            try {
                bytes = SharedBlocks.copy(from, part.channel(), token, progress::transferred);
                sync(part);
            } catch (IOException e) {
                throw notWritten(e, progress.transferredBytes());
            }
            publish(part);
            return bytes;
        }
    }

    private void sync(PartFile part) throws IOException {
        if (!settings.durable()) return;
        progress.syncing();
        part.channel().force(true);
    }

    private long pump() throws IOException, InterruptedException {
        try (AsyncFile from = AsyncFile.open(io, source, sourceOptions, token).await();
                PartFile part = PartFile.createLocked(target)) {
            long bytes = pump(from, part);
            publish(part);
            return bytes;
        }
    }

    private long pump(AsyncFile from, PartFile part) throws IOException, InterruptedException {
        long expected = status.kind() == Status.Kind.FILE ? status.size() : 0;
        AsyncFile direct = settings.durable() && expected >= FEWEST_DIRECT_BYTES ? openDirect(part) : null;
        boolean isDirect = direct != null;
        try (AsyncFile to = direct != null
                ? direct
                : AsyncFile.open(io, part.path(), StandardOpenOption.WRITE).await()) {
            if (mayAllocate(expected, part)) {
                var _ = to.allocate(expected).await();
            }
            long bytes = new Pump(from, to, isDirect, expected, settings, token, progress::transferred).run();
            if (isDirect || bytes < expected) to.truncate(bytes).await();
            if (settings.durable()) {
                progress.syncing();
                to.force(true, token).await();
            }
            return bytes;
        } catch (FileSystemException e) {
            throw part.path().toString().equals(e.getFile()) ? notWritten(e, progress.transferredBytes()) : e;
        }
    }

    /// @return null if the file system has no such files
    private @Nullable AsyncFile openDirect(PartFile part) throws IOException, InterruptedException {
        try {
            return AsyncFile.open(io, part.path(), StandardOpenOption.WRITE, AsyncOption.DIRECT)
                    .await();
        } catch (FileSystemException e) {
            return null; // what else may be wrong, the other way to open it will find
        }
    }

    /// Writing to a place that was set aside is faster. But nobody's device is to be full, if only
    /// for a moment, for a file that has no room there, as it has more holes than bytes.
    private static boolean mayAllocate(long bytes, PartFile part) {
        return bytes > 0 && bytes <= part.path().toFile().getUsableSpace();
    }

    private FileSystemException notWritten(IOException e, long written) {
        return Failures.withMore(
                Failures.named(target, e),
                written == 0
                        ? "nothing was written"
                        : written + " of " + status.size() + " bytes had been written, and are removed");
    }

    private void publish(PartFile part) throws IOException {
        token.throwIfCancelled();
        part.publish(status);
    }
}
