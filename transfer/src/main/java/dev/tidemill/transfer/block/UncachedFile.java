package dev.tidemill.transfer.block;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Stat;
import dev.tidemill.transfer.entry.Descriptor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Set;

/// A file that is read past the page cache where it is not in it: what is read once need not be
/// copied into the cache, and out of it again, nor push out what others use.
///
/// Only on file systems of this machine that are known to do it well: on an overlay nobody can tell
/// what is in the cache, and a server has its own way to read ahead. What cannot be read this way,
/// for whatever reason, is for the usual way, which says what is wrong. For one thread.
public final class UncachedFile implements AutoCloseable {

    private static final Set<Long> FILE_SYSTEMS =
            Set.of(Stat.EXT4_SUPER_MAGIC, Stat.XFS_SUPER_MAGIC, Stat.F2FS_SUPER_MAGIC);

    /// A page of the smallest size there is: where they are larger, more is in the cache than it
    /// seems.
    private static final int PAGE_BYTES = 4096;

    private final Descriptor file;
    private boolean isUsable = true;

    private UncachedFile(Descriptor file) {
        this.file = file;
    }

    /// Opens a file that is for the most part not in the page cache. That it is still the file that
    /// is copied is for the caller to find out, when it has been copied.
    ///
    /// @param size of the file
    /// @return null if it is in the cache, or that is not known, or the file system is another one
    public static @Nullable UncachedFile open(Path path, long size) {
        if (!isFor(path, size)) return null;
        try {
            return new UncachedFile(Descriptor.readPastCache(path));
        } catch (IOException e) {
            return null; // what is wrong, the usual way will find
        }
    }

    /// Whether a file is for the most part not in the page cache, on a file system that reads past
    /// it well.
    ///
    /// @param size of the file
    public static boolean isFor(Path path, long size) {
        if (!LibC.isAvailable()) return false;
        try (Descriptor file = Descriptor.read(path)) {
            if (!FILE_SYSTEMS.contains(file.fileSystem())) return false;
            int alignment = file.directAlignment();
            if (alignment == 0 || Block.ALIGNMENT % alignment != 0) return false;
            long cached = file.cachedPages(0, size);
            return cached >= 0 && cached * PAGE_BYTES < size / 2;
        } catch (IOException e) {
            return false; // what is wrong, the usual way will find
        }
    }

    /// Whether a range is to be read here.
    boolean has(long position, long length) {
        return isUsable && position % Block.ALIGNMENT == 0 && file.cachedPages(position, length) == 0;
    }

    /// Reads into `target`, and waits for the device.
    ///
    /// @param target aligned, and of a length that is
    /// @return bytes read; fewer than there are, or 0, if that is for the usual way
    int read(MemorySegment target, long position) {
        long read = file.read(target, position);
        if (read < 0) isUsable = false;
        return (int) Math.max(read, 0);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
