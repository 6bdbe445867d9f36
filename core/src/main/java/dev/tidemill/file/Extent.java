package dev.tidemill.file;

/// A part of a file that has a place on the device; see [AsyncFile#extents()].
///
/// @param position in bytes from the start of the file
/// @param length in bytes, at least 1
public record Extent(long position, long length) {

    /// The first byte behind it.
    public long end() {
        return position + length;
    }
}
