package dev.tidemill.engine;

/// Copies bytes of one open file to another, or to another place in the same, as far as the source
/// has them. Gives how many.
///
/// @param file the source
/// @param length at most
public record CopyRange(FileHandle file, long position, long length, FileHandle target, long targetPosition)
        implements Operation.OnFile<Long> {

    @Override
    public String kind() {
        return "copy";
    }

    @Override
    public String action() {
        return "copy of " + (length == Long.MAX_VALUE ? "everything" : length + " bytes") + " from " + position
                + " on to " + target + " at " + targetPosition;
    }

    @Override
    public String part(long transferred) {
        return transferred + " bytes were copied";
    }

    /// Whether source and target have bytes in common, if they are the same file: what came of them
    /// would depend on the order of the calls.
    public boolean overlaps() {
        long distance = Math.abs(position - targetPosition);
        return distance < length;
    }
}
