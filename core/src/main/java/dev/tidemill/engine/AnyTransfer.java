package dev.tidemill.engine;

import dev.tidemill.linux.Errno;

/// Bytes between a range of a file and memory, in one piece or in several.
///
/// The memory is the caller's until the task is done, on the heap or native.
public sealed interface AnyTransfer<T> extends Operation.OnFile<T> permits Operation.Transfer, VectoredTransfer {

    /// Of the memory.
    long byteSize();

    /// From the start of the file, in bytes; without meaning for a file that has no positions.
    long position();

    /// From memory to the file.
    boolean writes();

    /// Whether the whole memory is to be filled or emptied; otherwise the first short result ends
    /// it.
    boolean complete();

    /// What the task gives for a transfer of `transferred` bytes.
    T value(long transferred);

    /// Has the positions of the caller's buffers go on, before the task is done.
    void advance(long transferred);

    /// Whether a call that went on after `transferred` bytes says that the file had ended there.
    ///
    /// Past the page cache only the end of a file ends a read where no block ends, and where no
    /// block ends no other read may begin: the call for the rest is refused as one that is not
    /// aligned, unless the kernel looks for the end first.
    ///
    /// @param result of the call: a negated errno
    default boolean hadEnded(long result, long transferred) {
        return result == -Errno.EINVAL.number()
                && transferred > 0
                && complete()
                && !writes()
                && file().mode().direct();
    }

    @Override
    default String kind() {
        return writes() ? "write" : "read";
    }

    @Override
    default String part(long transferred) {
        return transferred + " bytes were " + (writes() ? "written" : "read");
    }
}
