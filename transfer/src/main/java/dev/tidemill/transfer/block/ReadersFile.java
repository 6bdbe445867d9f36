package dev.tidemill.transfer.block;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.DirectAlignment;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Stat;
import dev.tidemill.transfer.entry.Descriptor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Set;

/// A source, opened once more for the thread that reads its blocks, which reads them itself: out of
/// the page cache, in one call for a block and without waiting, or past it, where it waits for the
/// device. What is read once need not be copied into the cache, and out of it again, nor push out
/// what others use.
///
/// Past the cache only on file systems of this machine that are known to do it well: on an overlay
/// nobody can tell what is in the cache, and a server has its own way to read ahead, and may not
/// answer. What cannot be read here, for whatever reason, is for the usual way, which says what is
/// wrong. That it is still the file that is copied is for the caller to find out, when it has been
/// copied. For one thread.
public final class ReadersFile implements AutoCloseable {

    private static final Set<Long> FILE_SYSTEMS =
            Set.of(Stat.EXT4_SUPER_MAGIC, Stat.XFS_SUPER_MAGIC, Stat.F2FS_SUPER_MAGIC);

    /// A page of the smallest size there is: where they are larger, more is in the cache than it
    /// seems.
    private static final int PAGE_BYTES = 4096;

    /// To count the cached pages of a whole file takes 10 to 25 ms for each GiB.
    private static final int SAMPLES = 16;

    private static final int SAMPLE_BYTES = 1 << 20;

    private final Descriptor file;
    private final Way way;
    private boolean isUsable = true;

    private enum Way {
        CACHED,
        UNCACHED,
        PAST_CACHE
    }

    private ReadersFile(Descriptor file, Way way) {
        this.file = file;
        this.way = way;
    }

    /// Opens a file to read what of it is in the page cache.
    ///
    /// @return null if it cannot be opened
    public static @Nullable ReadersFile cached(Path path) {
        return open(path, Way.CACHED);
    }

    /// Opens a file that is for the most part not in the page cache, to read past it what is not
    /// there.
    ///
    /// @param size of the file
    /// @return null if it is in the cache, or that is not known, or the file system is another one
    public static @Nullable ReadersFile uncached(Path path, long size) throws IOException {
        ReadersFile file = pastCache(path, Way.UNCACHED);
        if (file == null || isMostlyUncached(file.file, size)) return file;
        file.close();
        return null;
    }

    /// Opens a file to read all of it past the page cache.
    ///
    /// @return null if the file system is another one
    public static @Nullable ReadersFile pastCache(Path path) throws IOException {
        return pastCache(path, Way.PAST_CACHE);
    }

    private static @Nullable ReadersFile pastCache(Path path, Way way) throws IOException {
        ReadersFile file = open(path, way);
        if (file == null || canBePastCache(file.file)) return file;
        file.close();
        return null;
    }

    private static @Nullable ReadersFile open(Path path, Way way) {
        if (!LibC.isAvailable()) return null;
        try {
            return new ReadersFile(way == Way.CACHED ? Descriptor.read(path) : Descriptor.readPastCache(path), way);
        } catch (IOException e) {
            return null; // what is wrong, the usual way will find
        }
    }

    private static boolean canBePastCache(Descriptor file) {
        if (!FILE_SYSTEMS.contains(file.fileSystem())) return false;
        DirectAlignment alignment = file.directAlignment();
        return alignment.known()
                && alignment.write() > 1 // otherwise it is not past the page cache after all
                && Block.ALIGNMENT % alignment.write() == 0
                && Block.ALIGNMENT % alignment.memory() == 0;
    }

    private static boolean isMostlyUncached(Descriptor file, long size) {
        long step = Math.max(size / SAMPLES, SAMPLE_BYTES);
        long looked = 0;
        long cached = 0;
        for (long position = 0; position < size; position += step) {
            long length = Math.min(SAMPLE_BYTES, size - position);
            long pages = file.cachedPages(position, length);
            if (pages < 0) return false;
            looked += length;
            cached += pages;
        }
        return cached * PAGE_BYTES < looked / 2;
    }

    /// Whether a read may wait for the device.
    public boolean waits() {
        return way != Way.CACHED;
    }

    /// Whether a range is to be read here.
    boolean has(long position, long length) {
        if (!isUsable || position % Block.ALIGNMENT != 0) return false;
        return way != Way.UNCACHED || file.cachedPages(position, length) == 0;
    }

    /// Reads into `target`.
    ///
    /// @param target aligned, and of a length that is
    /// @return bytes read; fewer than there are, or 0, if that is for the usual way
    int read(MemorySegment target, long position) {
        long read = way == Way.CACHED ? file.readCached(target, position) : file.read(target, position);
        if (read < 0 && read != -Errno.EAGAIN.number()) isUsable = false;
        return (int) Math.max(read, 0);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
