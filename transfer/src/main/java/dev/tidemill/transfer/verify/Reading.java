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
    private final VerifyTally tally;
    private final int number;
    private final Arena arena = Arena.ofAuto(); // the engine holds what the kernel uses
    private final Deque<MemorySegment> first = new ArrayDeque<>();
    private final Deque<MemorySegment> second = new ArrayDeque<>();

    /// @param tally told of bytes as they were looked at
    /// @param number of the thread, from 0 on
    Reading(Scope scope, VerifyTally tally, int number) {
        this.io = scope.io();
        this.settings = scope.settings();
        this.token = scope.token();
        this.tally = tally;
        this.number = number;
    }

    /// @param size as its status says; it is not more than a hint
    /// @param follow whether `path` may be a link
    String digest(Path path, long size, boolean follow, Checksum checksum) throws IOException, InterruptedException {
        Digest digest = checksum.start();
        LongConsumer looked = begin(path, path, size);
        try (Content content = open(path, size, follow, first)) {
            for (MemorySegment block = content.next(); block != null; block = content.next()) {
                digest.update(block);
                looked.accept(block.byteSize());
            }
        } finally {
            tally.end(number);
        }
        return digest.end();
    }

    /// @param size of both
    /// @return position of the first byte that differs, where one may have come to its end; -1 if
    ///     none does
    long mismatch(Path path, Path other, long size) throws IOException, InterruptedException {
        return mismatch(path, other, size, false);
    }

    /// As [#mismatch(Path, Path, long)]; links are followed, and what follows in the other one does
    /// not matter.
    long mismatchOfDevices(Path path, Path other, long size) throws IOException, InterruptedException {
        return mismatch(path, other, size, true);
    }

    private long mismatch(Path path, Path other, long size, boolean areDevices)
            throws IOException, InterruptedException {
        LongConsumer looked = begin(path, other, size);
        try (Content content = open(path, size, areDevices, first);
                Content otherContent = open(other, size, areDevices, second)) {
            long position = 0;
            while (true) {
                MemorySegment block = content.next();
                if (block == null && areDevices) return -1;
                MemorySegment otherBlock = otherContent.next();
                if (block == null && otherBlock == null) return -1;
                if (block == null || otherBlock == null) return position;
                if (areDevices && otherBlock.byteSize() > block.byteSize())
                    otherBlock = otherBlock.asSlice(0, block.byteSize());
                long mismatch = block.mismatch(otherBlock);
                if (mismatch >= 0) return position + mismatch;
                position += block.byteSize();
                looked.accept(block.byteSize());
            }
        } finally {
            tally.end(number);
        }
    }

    /// Who is told of the bytes that are looked at: a short file is over before anybody could see
    /// how far it is.
    private LongConsumer begin(Path path, Path other, long size) {
        if (size < settings.blockBytes()) return tally::looked;
        return tally.begin(number, path, other, size)::add;
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
