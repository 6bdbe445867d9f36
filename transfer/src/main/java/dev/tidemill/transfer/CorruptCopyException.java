package dev.tidemill.transfer;

import dev.tidemill.transfer.course.Fault;
import java.nio.file.FileSystemException;

/// A copy was read back, and is not what was read from its source: memory, a cable, or the device
/// is broken. It did not get its name, and is removed.
///
/// See [CopySettings#verified()].
public final class CorruptCopyException extends FileSystemException {
    private static final long serialVersionUID = 1;

    private final int expectedChecksum;
    private final int actualChecksum;

    /// The way in for our own packages: a type nobody else can name.
    ///
    /// @param copy what is wrong with it
    /// @hidden
    @SuppressWarnings("exports")
    public CorruptCopyException(Fault copy, int expectedChecksum, int actualChecksum) {
        super(copy.file(), null, copy.reason());
        this.expectedChecksum = expectedChecksum;
        this.actualChecksum = actualChecksum;
    }

    /// CRC32C of what was read from the source.
    public int expectedChecksum() {
        return expectedChecksum;
    }

    /// CRC32C of what was read from the copy.
    public int actualChecksum() {
        return actualChecksum;
    }
}
