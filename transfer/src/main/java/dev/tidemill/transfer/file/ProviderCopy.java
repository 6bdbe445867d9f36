package dev.tidemill.transfer.file;

import dev.tidemill.Tidemill;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.Sharing;
import dev.tidemill.transfer.block.Blocks;
import dev.tidemill.transfer.block.Checksum;
import dev.tidemill.transfer.block.ReadBack;
import dev.tidemill.transfer.block.SharedBlocks;
import dev.tidemill.transfer.course.Failures;
import dev.tidemill.transfer.entry.Provider;
import dev.tidemill.transfer.entry.Status;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/// The bytes of a file into one that is to get its name later, if one of them is of another
/// provider (an archive): the engine cannot open that one, and so a channel of its own is read or
/// written, block by block. One thread, whose writes and reads do not overlap: such a file system
/// has its bytes in memory, or compresses them on the thread that calls.
final class ProviderCopy implements AutoCloseable {

    private interface Reader extends AutoCloseable {
        /// @return 0 at the end
        int read(MemorySegment block, long position) throws IOException, InterruptedException;

        @Override
        void close() throws IOException;
    }

    private interface Writer extends AutoCloseable {
        void write(MemorySegment bytes, long position) throws IOException, InterruptedException;

        void sync() throws IOException, InterruptedException;

        @Override
        void close() throws IOException;
    }

    private final Tidemill io;
    private final Path source;
    private final Path target;
    private final Set<? extends OpenOption> sourceOptions;
    private final CopySettings settings;
    private final CancellationToken token;
    private final FileInFlight progress;
    private final Checksum checksum = new Checksum();
    private final PartFile part;
    private final Writer to;

    ProviderCopy(
            Tidemill io,
            Path source,
            Set<? extends OpenOption> sourceOptions,
            Path target,
            CopySettings settings,
            CancellationToken token,
            FileInFlight progress)
            throws IOException, InterruptedException {
        if (settings.sharing() == Sharing.REQUIRED) {
            throw SharedBlocks.refused(source, target, "they are not both files of the system");
        }
        Targets.checkDurable(target, settings);
        this.io = io;
        this.source = source;
        this.sourceOptions = sourceOptions;
        this.target = target;
        this.settings = settings;
        this.token = token;
        this.progress = progress;
        this.part = PartFile.createLocked(target);
        this.to = writer();
    }

    PartFile part() {
        return part;
    }

    /// @return bytes of the file
    long write() throws IOException, InterruptedException {
        long position = 0;
        MemorySegment block = Blocks.take(settings.blockBytes());
        try (Reader from = reader(source, sourceOptions)) {
            while (true) {
                token.throwIfCancelled();
                int bytes = from.read(block, position);
                if (bytes == 0) return position;
                MemorySegment read = block.asSlice(0, bytes);
                if (settings.verified()) checksum.add(read, position);
                write(read, position);
                position += bytes;
                progress.transferred(bytes);
            }
        } finally {
            Blocks.giveBack(block);
        }
    }

    private void write(MemorySegment bytes, long position) throws IOException, InterruptedException {
        try {
            to.write(bytes, position);
        } catch (IOException e) {
            throw Failures.withMore(
                    Failures.named(target, e),
                    position == 0 ? "nothing was written" : position + " bytes had been written, and are removed");
        }
    }

    /// Makes the copy what its source is, and looks at it once more if that was asked for. Then
    /// only the name is missing.
    void finish(long bytes, Status status, boolean isSourceFollowed) throws IOException, InterruptedException {
        if (settings.verified()) progress.syncing();
        if (!Provider.isSystems(target)) to.close(); // there it has a name only then
        else if (settings.verified()) to.sync();
        if (settings.verified()) verify(bytes);
        progress.lacks(part.become(source, isSourceFollowed, status, settings));
        if (settings.durable()) {
            progress.syncing();
            to.sync();
        }
        to.close(); // some file systems tell only now that they could not write
    }

    private void verify(long bytes) throws IOException, InterruptedException {
        int expected = checksum.of(bytes);
        if (Provider.isSystems(target)) {
            try (AsyncFile copy = AsyncFile.open(io, part.path()).await()) {
                ReadBack.check(copy, target, bytes, expected, token);
            }
            return;
        }
        Checksum read = new Checksum();
        long length = 0;
        MemorySegment block = Blocks.take(settings.blockBytes());
        try (Reader copy = channelReader(part.path(), Set.of(StandardOpenOption.READ))) {
            for (int more = copy.read(block, 0); more > 0; more = copy.read(block, length)) {
                token.throwIfCancelled();
                read.add(block.asSlice(0, more), length);
                length += more;
            }
        } finally {
            Blocks.giveBack(block);
        }
        ReadBack.check(target, bytes, expected, length, read.of(length));
    }

    private Reader reader(Path path, Set<? extends OpenOption> options) throws IOException, InterruptedException {
        return Provider.isSystems(path) ? engineReader(path, options) : channelReader(path, options);
    }

    private Reader engineReader(Path path, Set<? extends OpenOption> options) throws IOException, InterruptedException {
        AsyncFile file = AsyncFile.open(io, path, options, token).await();
        return new Reader() {
            @Override
            public int read(MemorySegment block, long position) throws IOException, InterruptedException {
                return file.read(block, position, token).await();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    private static Reader channelReader(Path path, Set<? extends OpenOption> options) throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(path, Provider.options(path, options));
        return new Reader() {
            @Override
            public int read(MemorySegment block, long position) throws IOException {
                ByteBuffer buffer = block.asByteBuffer();
                try {
                    while (buffer.hasRemaining() && channel.read(buffer) >= 0) continue;
                } catch (IOException e) {
                    throw Failures.named(path, e);
                }
                return buffer.position();
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    private Writer writer() throws IOException, InterruptedException {
        if (!Provider.isSystems(target)) return new ToChannel(part.channel());
        try {
            return new ToFile(
                    AsyncFile.open(io, part.path(), StandardOpenOption.WRITE).await(), token);
        } catch (Throwable t) {
            part.close();
            throw t;
        }
    }

    private record ToChannel(SeekableByteChannel channel) implements Writer {
        @Override
        public void write(MemorySegment bytes, long position) throws IOException {
            ByteBuffer buffer = bytes.asByteBuffer();
            while (buffer.hasRemaining()) {
                var _ = channel.write(buffer);
            }
        }

        @Override
        public void sync() {
            throw new AssertionError("nobody can");
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private record ToFile(AsyncFile file, CancellationToken token) implements Writer {
        @Override
        public void write(MemorySegment bytes, long position) throws IOException, InterruptedException {
            file.writeFully(bytes, position, token).await();
        }

        @Override
        public void sync() throws IOException, InterruptedException {
            file.force(true, token).await();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @Override
    public void close() throws IOException {
        try (PartFile _ = part) {
            to.close();
        }
    }
}
