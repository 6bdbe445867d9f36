package dev.tidemill.transfer.file;

import dev.tidemill.Tidemill;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.transfer.Attribute;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.Sharing;
import dev.tidemill.transfer.SourceChangedException;
import dev.tidemill.transfer.block.Blocks;
import dev.tidemill.transfer.course.Failures;
import dev.tidemill.transfer.course.Fault;
import dev.tidemill.transfer.entry.Descriptor;
import dev.tidemill.transfer.entry.PartName;
import dev.tidemill.transfer.entry.Provider;
import dev.tidemill.transfer.entry.Status;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/// Copies one file, on the thread that calls: bytes, times, permissions and then the name.
///
/// A file of less than a block is read and written by this thread itself: to hand these few calls
/// of the system to another thread, and to be woken for each of them, would cost more than they do.
/// Larger ones are a [LargeCopy].
///
/// What has the name of the source must be the same file, with the same size and times, after its
/// last byte was read as before the first; otherwise it is copied again. Files that say they are
/// empty and are not (proc(5)), and what is no file, are copied as they come.
///
/// @param sourceOptions how the source is opened, beside for `READ`
/// @param status of the source
/// @param target whatever has this name is replaced, unless it is a directory
public record FileCopy(
        Tidemill io,
        Path source,
        Set<? extends OpenOption> sourceOptions,
        Status status,
        Path target,
        CopySettings settings,
        CancellationToken token,
        FileInFlight progress) {

    private static final int MOST_TRIES = 8;

    /// Who writes without a pause will not stop for us.
    private static final int MOST_TRIES_OF_CHANGING = 3;

    public FileCopy {
        Set<OpenOption> reading = new HashSet<>(sourceOptions);
        reading.add(StandardOpenOption.READ);
        sourceOptions = reading;
    }

    /// @return bytes copied
    /// @throws SourceChangedException if somebody wrote to the source each time
    public long run() throws IOException, InterruptedException {
        Status found = status;
        int swept = 0;
        int changed = 0;
        while (true) {
            try {
                token.throwIfCancelled();
                return copy(found, swept == 0);
            } catch (PartFile.SweptAwayException e) {
                if (++swept == MOST_TRIES) throw e;
            } catch (SourceChangedException e) {
                if (++changed == MOST_TRIES_OF_CHANGING) throw e;
                found = look();
                progress.found(found);
            }
            progress.restarted();
        }
    }

    private Status look() throws IOException {
        return followsLinks() ? Status.following(source) : Status.of(source);
    }

    private boolean followsLinks() {
        return !sourceOptions.contains(LinkOption.NOFOLLOW_LINKS);
    }

    /// @param unnamed whether the copy may be one that has no name before it is whole
    private long copy(Status found, boolean unnamed) throws IOException, InterruptedException {
        if (!Provider.isSystems(source) || !Provider.isSystems(target)) return copyOfProvider(found);
        if (isForThisThread(found)) {
            MemorySegment block = Blocks.take(settings.blockBytes());
            try {
                ByteBuffer bytes = block.asByteBuffer();
                if (readWhole(bytes, found)) return write(bytes.flip(), found);
            } finally {
                Blocks.giveBack(block);
            }
        }
        return copyLarge(found, unnamed);
    }

    private boolean isForThisThread(Status found) {
        return found.kind() == Status.Kind.FILE
                && found.size() < settings.blockBytes()
                && !settings.verified()
                && settings.sharing() != Sharing.REQUIRED
                && !(settings.attributes().contains(Attribute.HOLES) && Descriptor.hasHoles(source, followsLinks()));
    }

    /// @return false if the file is longer than its status says, and there may be more of it
    private boolean readWhole(ByteBuffer bytes, Status found) throws IOException {
        try (FileChannel from = FileChannel.open(source, sourceOptions)) {
            while (bytes.hasRemaining()) {
                if (from.read(bytes) < 0) return true;
                // there was room for more, and it is as long as it should be: no need to look for the end
                if (found.size() > 0 && bytes.position() == found.size()) return true;
            }
            return false;
        } catch (IOException e) {
            throw Failures.named(source, e);
        }
    }

    private long write(ByteBuffer bytes, Status found) throws IOException {
        int length = bytes.remaining();
        checkUnchanged(found, length);
        progress.digested(Ledger.digest(settings, MemorySegment.ofBuffer(bytes)));
        try (PartFile part = PartFile.create(target)) {
            try {
                while (bytes.hasRemaining()) {
                    var _ = part.channel().write(bytes);
                }
            } catch (IOException e) {
                throw notWritten(e, bytes.position(), length);
            }
            progress.lacks(part.become(source, followsLinks(), found, settings));
            if (settings.durable()) sync(part, length);
            progress.transferred(length);
            publish(part);
        }
        return length;
    }

    private void sync(PartFile part, int length) throws IOException {
        progress.syncing();
        try {
            part.sync();
        } catch (IOException e) {
            throw notWritten(e, length, length);
        }
    }

    private long copyLarge(Status found, boolean unnamed) throws IOException, InterruptedException {
        boolean canBeContinued = found.kind() == Status.Kind.FILE && found.size() >= LargeCopy.FEWEST_BYTES_TO_CONTINUE;
        if (canBeContinued) Leftovers.removeSuperseded(target, PartName.ofCopy(target, found));
        try (AsyncFile from = openSource(found);
                PartFile part = createPart(found, canBeContinued, unnamed)) {
            try (LargeCopy copy = new LargeCopy(io, source, from, found, part, target, settings, token, progress)) {
                long bytes = copy.write();
                checkUnchanged(found, bytes);
                copy.finish(bytes, followsLinks());
                publish(part);
                return bytes;
            } catch (FileSystemException e) {
                boolean isOfPart = part.path().toString().equals(e.getFile());
                throw isOfPart ? notWritten(e, progress.transferredBytes(), found.size()) : e;
            }
        }
    }

    private PartFile createPart(Status found, boolean canBeContinued, boolean unnamed) throws IOException {
        if (canBeContinued) return PartFile.createToContinue(target, found);
        boolean isFile = found.kind() == Status.Kind.FILE;
        return unnamed && isFile ? PartFile.createUnnamed(target) : PartFile.createLocked(target);
    }

    private long copyOfProvider(Status found) throws IOException, InterruptedException {
        try (ProviderCopy copy = new ProviderCopy(io, source, sourceOptions, target, settings, token, progress)) {
            long bytes = copy.write();
            checkUnchanged(found, bytes);
            copy.finish(bytes, found, followsLinks());
            publish(copy.part());
            return bytes;
        }
    }

    private AsyncFile openSource(Status found) throws IOException, InterruptedException {
        return LargeCopy.open(io, source, sourceOptions, found.size(), settings, token);
    }

    private void checkUnchanged(Status found, long bytes) throws IOException {
        if (found.kind() != Status.Kind.FILE) return;
        Status now = look();
        if (found.size() == 0 && now.size() == 0 && bytes > 0) return; // it is made while it is read, as in /proc
        String difference = found.differenceTo(now);
        if (difference == null) return;
        throw new SourceChangedException(new Fault(source.toString(), "changed while it was read: " + difference));
    }

    private FileSystemException notWritten(IOException e, long written, long size) {
        return Failures.withMore(
                Failures.named(target, e),
                written == 0
                        ? "nothing was written"
                        : written + " of " + size + " bytes had been written, and are removed");
    }

    private void publish(PartFile part) throws IOException {
        token.throwIfCancelled();
        part.publish(settings);
    }
}
