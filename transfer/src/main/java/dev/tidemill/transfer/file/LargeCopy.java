package dev.tidemill.transfer.file;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.Advice;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncOption;
import dev.tidemill.linux.Stat;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.transfer.Attribute;
import dev.tidemill.transfer.CacheUse;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.Sharing;
import dev.tidemill.transfer.block.Checksum;
import dev.tidemill.transfer.block.Pump;
import dev.tidemill.transfer.block.ReadBack;
import dev.tidemill.transfer.block.ReadersFile;
import dev.tidemill.transfer.block.Rest;
import dev.tidemill.transfer.block.SharedBlocks;
import dev.tidemill.transfer.block.Stretches;
import dev.tidemill.transfer.block.Waiting;
import dev.tidemill.transfer.entry.Descriptor;
import dev.tidemill.transfer.entry.Status;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/// The bytes of a file that is more than a block, into one that is to get its name later, by the
/// shortest way there is: shared blocks, a server's own copy, or reads and writes that overlap. One
/// thread.
final class LargeCopy implements AutoCloseable, Pump.Tap {

    /// What a killed copy has of smaller ones is not worth being looked for.
    static final long FEWEST_BYTES_TO_CONTINUE = 64L << 20;

    /// Shorter ones are on the device as soon if it fetches them from the page cache, and done
    /// before larger blocks would pay.
    private static final long FEWEST_BYTES_OF_LONG = 8L << 20;

    /// Whole huge pages, which the kernel pins at once, and copies from and to sooner.
    private static final int LONG_BLOCK_BYTES = 2 << 20;

    /// Of such blocks so many are still in a processor's cache when they are written.
    private static final int MOST_LONG_DEPTH = 3;

    /// Past the page cache a block is one transfer of each side, and the next one begins when it
    /// has ended: such as are long enough to keep a device busy, and soon enough there for somebody
    /// who cancels.
    private static final int UNCACHED_BLOCK_BYTES = 4 << 20;

    private static final int MOST_UNCACHED_DEPTH = 4;

    /// Where nothing is copied by a processor, what is done for a block is most of the work.
    private static final int DIRECT_BLOCK_BYTES = 8 << 20;

    private static final int MOST_DIRECT_DEPTH = 2;

    /// Shorter ones begin and end later for that than it gains.
    private static final long FEWEST_BYTES_OF_VERY_LONG = 64L << 20;

    /// How much may be in the page cache of a copy that spares it, where the kernel has to be
    /// asked.
    private static final long SPARED_BYTES = 32L << 20;

    private final Path source;
    private final AsyncFile from;
    private final Status status;
    private final PartFile part;
    private final Path target;
    private final CopySettings settings;
    private final CancellationToken token;
    private final FileInFlight progress;
    private final Tidemill io;
    private final AsyncFile to;
    private final boolean isDirect;
    private final @Nullable Checksum checksum;
    private boolean hasSeenAll; // of the bytes
    private long position;
    private long dropped;

    /// @param from the source, open
    LargeCopy(
            Tidemill io,
            Path source,
            AsyncFile from,
            Status status,
            PartFile part,
            Path target,
            CopySettings settings,
            CancellationToken token,
            FileInFlight progress)
            throws IOException, InterruptedException {
        this.io = io;
        this.source = source;
        this.from = from;
        this.status = status;
        this.part = part;
        this.target = target;
        this.settings = settings;
        this.token = token;
        this.progress = progress;
        boolean isLookedAt = settings.verified() || settings.manifest() != null;
        this.checksum = isLookedAt ? new Checksum(settings.verified(), Ledger.start(settings)) : null;
        AsyncFile direct = isWrittenPastCache(settings) && isLong(status.size()) ? openDirect(io, part.path()) : null;
        this.isDirect = direct != null;
        this.to = direct != null ? direct : openCached();
    }

    /// Opens a source in the way that suits its size and the use of the page cache.
    static AsyncFile open(
            Tidemill io,
            Path source,
            Set<? extends OpenOption> options,
            long size,
            CopySettings settings,
            CancellationToken token)
            throws IOException, InterruptedException {
        Set<OpenOption> all = new HashSet<>(options);
        if (settings.cacheUse() == CacheUse.SPARED) all.add(AsyncOption.DONT_CACHE);
        if (isLong(size) && settings.cacheUse() == CacheUse.NONE) {
            all.addAll(Set.of(AsyncOption.DIRECT, AsyncOption.BOUNCE));
            try {
                return AsyncFile.open(io, source, all, token).await();
            } catch (FileSystemException | UnsupportedOperationException e) {
                all = new HashSet<>(options); // what else may be wrong, the other way to open it will find
            }
        }
        return AsyncFile.open(io, source, all, token).await();
    }

    private static boolean isWrittenPastCache(CopySettings settings) {
        return settings.cacheUse() == CacheUse.NONE
                || (settings.cacheUse() == CacheUse.AS_IT_COMES && settings.durable());
    }

    private static boolean isLong(long size) {
        return size >= FEWEST_BYTES_OF_LONG;
    }

    /// @return null if the file system has no such files
    private static @Nullable AsyncFile openDirect(Tidemill io, Path path) throws IOException, InterruptedException {
        try {
            return AsyncFile.open(io, path, StandardOpenOption.WRITE, AsyncOption.DIRECT)
                    .await();
        } catch (FileSystemException | UnsupportedOperationException e) {
            return null; // what else may be wrong, the other way to open it will find
        }
    }

    private AsyncFile openCached() throws IOException, InterruptedException {
        Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.WRITE));
        if (settings.cacheUse() == CacheUse.SPARED) options.add(AsyncOption.DONT_CACHE);
        else if (isPlacedFirst()) options.add(AsyncOption.preallocate(status.size()));
        return AsyncFile.open(io, part.path(), options, token).await();
    }

    /// Whether the file system is to find the place for all bytes before they are written: on ext4
    /// a write into the page cache then takes half of the time, as nothing has to be reserved for
    /// it.
    ///
    /// Not if the copy replaces a file: what has no place yet ext4 brings to the device before it
    /// gives a name away, so that after a power failure the old content or the new is there. And
    /// not if there are holes to keep.
    private boolean isPlacedFirst() {
        Descriptor descriptor = part.descriptor();
        return descriptor != null
                && status.kind() == Status.Kind.FILE
                && isLong(status.size())
                && descriptor.fileSystem() == Stat.EXT4_SUPER_MAGIC
                && !Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                && !(settings.attributes().contains(Attribute.HOLES) && Descriptor.hasHoles(source, true));
    }

    /// @return bytes of the file
    long write() throws IOException, InterruptedException {
        if (status.kind() != Status.Kind.FILE || status.size() == 0) return pump(Stretches.untilItEnds(from), 0);
        long size = status.size();
        if (settings.sharing() != Sharing.NEVER) {
            String why = SharedBlocks.share(source, part.descriptor());
            if (why == null) return shared();
            if (settings.sharing() == Sharing.REQUIRED) throw SharedBlocks.refused(source, target, why);
            if (SharedBlocks.isOnServer(part.descriptor())) {
                return SharedBlocks.copy(from, to, size, token, progress::transferred);
            }
        }
        long start = continued(size);
        boolean keepsHoles = settings.attributes().contains(Attribute.HOLES);
        return pump(keepsHoles ? Stretches.ofData(from, start, size) : Stretches.all(from, start, size), start);
    }

    private long shared() throws IOException, InterruptedException {
        long size = status.size();
        to.truncate(size).await(); // what a killed copy has left may be longer
        progress.transferred(size);
        return size;
    }

    /// Uses what a killed copy has left.
    ///
    /// @return where to go on
    private long continued(long size) throws IOException, InterruptedException {
        if (part.descriptor() == null || to.size().await() == 0) return 0;
        long start;
        try (AsyncFile rest = AsyncFile.open(io, part.path()).await()) {
            start = Rest.inCommon(from, rest, size, token, this);
        }
        to.truncate(start).await();
        return start;
    }

    private long pump(Stretches stretches, long start) throws IOException, InterruptedException {
        int blockBytes = settings.blockBytes();
        int depth = settings.depth();
        try (ReadersFile readersFile = readersFile()) {
            if (isDirect && isVeryLong()) {
                blockBytes = Math.max(blockBytes, DIRECT_BLOCK_BYTES);
                depth = Math.min(depth, MOST_DIRECT_DEPTH);
            } else if (readersFile != null && readersFile.waits() && !isHeldBack()) {
                blockBytes = Math.max(blockBytes, UNCACHED_BLOCK_BYTES);
                depth = Math.min(depth, MOST_UNCACHED_DEPTH);
            } else if (isDirect || (isLong(status.size()) && !isHeldBack())) {
                blockBytes = Math.max(blockBytes, LONG_BLOCK_BYTES);
                depth = Math.min(depth, MOST_LONG_DEPTH);
            }
            Pump pump = new Pump(from, to, isDirect, stretches, start, blockBytes, depth, token, this);
            long end = pump.reading(readersFile).run();
            to.truncate(end).await(); // a hole at the end, or the rest of a block
            hasSeenAll = true;
            return end;
        }
    }

    /// Whether large blocks would come in jerks.
    private boolean isHeldBack() {
        return settings.bytesPerSecond() > 0;
    }

    private boolean isVeryLong() {
        return status.size() >= FEWEST_BYTES_OF_VERY_LONG && !isHeldBack();
    }

    /// @return null if the engine is to read all of it
    private @Nullable ReadersFile readersFile() throws InterruptedException, IOException {
        if (status.kind() != Status.Kind.FILE || !isLong(status.size())) return null;
        if (settings.cacheUse() == CacheUse.NONE) return ReadersFile.pastCache(source);
        ReadersFile uncached = isVeryLong() ? ReadersFile.uncached(source, status.size()) : null;
        if (uncached == null) return ReadersFile.cached(source);
        Waiting.forEndOf(from.advise(Advice.RANDOM)); // else more would be read ahead into the cache
        return uncached;
    }

    @Override
    public void bytes(MemorySegment bytes, long position) {
        if (checksum != null) checksum.add(bytes, position);
    }

    @Override
    public void moved(long bytes) {
        position += bytes;
        if (settings.cacheUse() == CacheUse.SPARED && position - dropped >= SPARED_BYTES) drop();
        progress.transferred(bytes);
    }

    /// Has what was written last go to the device, and what was written before that from the page
    /// cache: where `RWF_DONTCACHE` does the same there is nothing to be done.
    private void drop() {
        long before = Math.max(0, dropped - SPARED_BYTES);
        Waiting.forEndOf(to.advise(Advice.DONT_NEED, before, position - before));
        dropped = position;
    }

    /// Makes the copy what its source is, and sees to it that it is on the device if that was asked
    /// for. Then only the name is missing.
    void finish(long bytes, boolean isSourceFollowed) throws IOException, InterruptedException {
        if (settings.verified()) verify(bytes);
        if (settings.manifest() != null && hasSeenAll && checksum != null) progress.digested(checksum.digestOf(bytes));
        progress.lacks(part.become(source, isSourceFollowed, status, settings));
        if (settings.durable()) {
            progress.syncing();
            to.force(true, token).await();
        }
        to.close(); // some file systems tell only now that they could not write
    }

    private void verify(long bytes) throws IOException, InterruptedException {
        progress.syncing();
        to.force(true, token).await();
        int expected = hasSeenAll && checksum != null ? checksum.of(bytes) : ReadBack.checksum(from, bytes, token);
        try (AsyncFile copy = AsyncFile.open(io, part.path()).await()) {
            ReadBack.check(copy, target, bytes, expected, token);
        }
    }

    @Override
    public void close() throws IOException {
        to.close();
    }
}
