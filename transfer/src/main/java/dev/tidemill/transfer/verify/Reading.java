package dev.tidemill.transfer.verify;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.Advice;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncOption;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.transfer.VerifySettings;
import dev.tidemill.transfer.block.Content;
import dev.tidemill.transfer.block.LongContent;
import dev.tidemill.transfer.block.ShortContent;
import dev.tidemill.transfer.manifest.Checksum;
import dev.tidemill.transfer.manifest.Digest;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;

/// What one thread that reads files has: memory for two of them, taken when it is needed first, and
/// used for one pair after the other.
final class Reading {

    private static final long PAGE_BYTES = 4096;

    private final Tidemill io;
    private final VerifySettings settings;
    private final CancellationToken token;
    private final LongConsumer progress;
    private final Arena arena = Arena.ofAuto(); // the engine holds what the kernel uses
    private final Deque<MemorySegment> first = new ArrayDeque<>();
    private final Deque<MemorySegment> second = new ArrayDeque<>();

    /// @param progress told of bytes as they were looked at
    Reading(Scope scope, LongConsumer progress) {
        this.io = scope.io();
        this.settings = scope.settings();
        this.token = scope.token();
        this.progress = progress;
    }

    /// @param size as its status says; it is not more than a hint
    /// @param follow whether `path` may be a link
    String digest(Path path, long size, boolean follow, Checksum checksum) throws IOException, InterruptedException {
        Digest digest = checksum.start();
        try (Content content = open(path, size, follow, first)) {
            for (MemorySegment block = content.next(); block != null; block = content.next()) {
                digest.update(block);
                progress.accept(block.byteSize());
            }
        }
        return digest.end();
    }

    /// @param size of both
    /// @return position of the first byte that differs, where one may have come to its end; -1 if
    ///     none does
    long mismatch(Path path, Path other, long size) throws IOException, InterruptedException {
        try (Content content = open(path, size, false, first);
                Content otherContent = open(other, size, false, second)) {
            long position = 0;
            while (true) {
                MemorySegment block = content.next();
                MemorySegment otherBlock = otherContent.next();
                if (block == null && otherBlock == null) return -1;
                if (block == null || otherBlock == null) return position;
                long mismatch = block.mismatch(otherBlock);
                if (mismatch >= 0) return position + mismatch;
                position += block.byteSize();
                progress.accept(block.byteSize());
            }
        }
    }

    private Content open(Path path, long size, boolean follow, Deque<MemorySegment> blocks)
            throws IOException, InterruptedException {
        token.throwIfCancelled();
        Set<OpenOption> options = new HashSet<>();
        options.add(StandardOpenOption.READ);
        if (!follow) options.add(LinkOption.NOFOLLOW_LINKS);
        if (size < settings.blockBytes() && !settings.fromDevice()) {
            take(blocks, 1);
            return new ShortContent(path, options, blocks.getFirst());
        }
        take(blocks, settings.depth());
        AsyncFile file = settings.fromDevice() ? openPastCache(path, options) : open(path, options);
        return new LongContent(file, size, settings.blockBytes(), settings.depth(), blocks, token);
    }

    private void take(Deque<MemorySegment> blocks, int count) {
        while (blocks.size() < count) blocks.push(arena.allocate(settings.blockBytes(), PAGE_BYTES));
    }

    private AsyncFile open(Path path, Set<OpenOption> options) throws IOException, InterruptedException {
        return AsyncFile.open(io, path, options, token).await();
    }

    private AsyncFile openPastCache(Path path, Set<OpenOption> options) throws IOException, InterruptedException {
        AsyncFile direct = openDirect(path, options);
        if (direct != null) return direct;
        AsyncFile file = open(path, options);
        try {
            file.force(false, token).await(); // what is not on the device yet would not be dropped
            file.advise(Advice.DONT_NEED).await();
            return file;
        } catch (Throwable t) {
            file.close();
            throw t;
        }
    }

    /// @return null if the file system has no such files
    private @Nullable AsyncFile openDirect(Path path, Set<OpenOption> options)
            throws IOException, InterruptedException {
        Set<OpenOption> direct = new HashSet<>(options);
        direct.add(AsyncOption.DIRECT);
        direct.add(AsyncOption.BOUNCE);
        try {
            return open(path, direct);
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException _) {
            return null; // what else may be wrong, the other way to open it will find
        }
    }
}
