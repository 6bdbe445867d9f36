package dev.tidemill.engine;

/// What stands behind a descriptor, as far as transfers care.
public enum FileKind {
    /// A file with pages in the page cache: positions, end, what is cached can be read without
    /// waiting.
    REGULAR,
    /// A block device: positions and an end.
    BLOCK_DEVICE,
    /// Bytes come when they come: pipe, terminal, character device, socket.
    STREAM,
    /// Not for transfers; the system says so itself.
    DIRECTORY;

    /// Whether a transfer says where; a stream goes on where it is.
    public boolean hasPositions() {
        return this != STREAM;
    }
}
