package dev.tidemill.transfer.tree;

/// What one thread has found and done that the [TreeTally] does not know yet: what all threads
/// count together costs more than to count. One thread.
final class WorkerTally {

    private static final long TOLD_BYTES = 1 << 20;

    private final SystemTree tree;

    /// Whether the entry was counted when it was met before.
    private boolean isKnown;

    /// Whether the slice goes into a directory that has no name yet.
    private boolean isUnnamed;

    private long sliceFiles;
    private long sliceBytes;

    // What the tree's tally does not know yet.

    private long foundFiles;
    private long foundBytes;
    private long files;
    private long kept;
    private long missingBytes;
    private long bytes;

    WorkerTally(SystemTree tree) {
        this.tree = tree;
    }

    /// From now on what is found counts, or not, as it was found before.
    void know(boolean isKnown) {
        this.isKnown = isKnown;
    }

    /// The next entries of a directory.
    ///
    /// @param isUnnamed whether it has no name yet
    void beginSlice(boolean isUnnamed) {
        sliceFiles = 0;
        sliceBytes = 0;
        this.isUnnamed = isUnnamed;
    }

    /// The slice is done, and its directory is to get its name.
    void endSlice() {
        tell();
        isUnnamed = false;
    }

    long sliceFiles() {
        return sliceFiles;
    }

    long sliceBytes() {
        return sliceBytes;
    }

    void found(long size) {
        if (isKnown) return;
        foundFiles++;
        foundBytes += size;
    }

    /// @param size that was found
    /// @param length that was copied
    /// @param isNamed whether the copy has its name: then it counts, should the next one hang
    void copied(long size, long length, boolean isNamed) {
        files++;
        sliceFiles++;
        bytes += length;
        sliceBytes += length;
        missingBytes += size - length;
        if (bytes >= TOLD_BYTES || isNamed) tell();
    }

    /// The same for a long file, whose bytes were counted as they were moved.
    void copiedLong(long size, long length) {
        files++;
        missingBytes += size - length;
    }

    void kept(long size) {
        files++;
        kept++;
        missingBytes += size;
    }

    /// In a dry run.
    void wouldBeCopied() {
        files++;
    }

    /// Of something that was found.
    void failed(long size) {
        missingBytes += size;
    }

    /// Adds up what was done since the last time.
    void tell() {
        if (isUnnamed) tree.tally.unnamed(files, bytes);
        if (foundFiles != 0 || foundBytes != 0) tree.tally.found.add(foundFiles, foundBytes);
        if (files != 0 || missingBytes != 0) tree.tally.filesDone(files, missingBytes);
        if (kept != 0) tree.tally.filesKept(kept);
        if (bytes != 0) tree.transferred(bytes);
        foundFiles = 0;
        foundBytes = 0;
        files = 0;
        kept = 0;
        missingBytes = 0;
        bytes = 0;
    }
}
