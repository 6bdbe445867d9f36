package dev.tidemill.transfer.block;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.DirectAlignment;
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
    public static @Nullable UncachedFile open(Path path, long size) throws IOException {
        if (!LibC.isAvailable()) return null;
        Descriptor file;
        try {
            file = Descriptor.readPastCache(path);
        } catch (IOException e) {
            return null; // what is wrong, the usual way will find
        }
        if (isFor(file, size)) return new UncachedFile(file);
        file.close();
        return null;
    }

    /// Whether [#open] would open it.
    ///
    /// @param size of the file
    public static boolean isFor(Path path, long size) throws IOException {
        try (UncachedFile file = open(path, size)) {
            return file != null;
        }
    }

    private static boolean isFor(Descriptor file, long size) {
        if (!FILE_SYSTEMS.contains(file.fileSystem())) return false;
        DirectAlignment alignment = file.directAlignment();
        boolean fits = alignment.known()
                && !alignment.equals(DirectAlignment.NONE)
                && Block.ALIGNMENT % alignment.write() == 0
                && Block.ALIGNMENT % alignment.memory() == 0;
        if (!fits) return false;
        long cached = file.cachedPages(0, size);
        return cached >= 0 && cached * PAGE_BYTES < size / 2;
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
