package dev.tidemill.engine;

import java.util.function.Consumer;

/// Reads a small file of which everything is in memory, its names too, on the calling thread and
/// without waiting for anything.
///
/// `openat2` with `RESOLVE_CACHED` (Linux 5.12) refuses to go to a device for a directory, and to a
/// server altogether; `RWF_NOWAIT` does the same for the contents. `O_NONBLOCK` keeps the other
/// side of a FIFO from holding us up, and reading at a position from taking anything out of it.
public sealed interface CachedFile {

    /// All of the file.
    record Contents(byte[] bytes) implements CachedFile {}

    /// It is a pipe or the like. It is open now, with `O_NONBLOCK`, and must be read through this
    /// handle: who waits for a reader to open the other side has seen one, and would get SIGPIPE if
    /// it went away again.
    record Stream(DescriptorHandle handle) implements CachedFile {}

    /// Something is not in memory, or it is not a small file, or it cannot be read: for the engine.
    enum NotHere implements CachedFile {
        INSTANCE
    }

    /// Tries.
    ///
    /// @param closer see [DescriptorHandle]
    static CachedFile read(NativePath path, Consumer<DescriptorHandle> closer) {
        return CachedFileReader.read(path, closer);
    }
}
