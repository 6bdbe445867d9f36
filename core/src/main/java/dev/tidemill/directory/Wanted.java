package dev.tidemill.directory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What of a tree is wanted, and the piece of it that is being found.
final class Wanted {

    /// A piece is full when what it holds, or what was looked at for it, is about so long.
    private static final int PIECE_BYTES = 128 * 1024;

    private static final int ENTRY_BYTES = 64;

    private final WalkSettings settings;
    private final Predicate<? super DirectoryEntry> filter;
    private List<DirectoryEntry> found = new ArrayList<>();
    private int bytes;

    Wanted(WalkSettings settings, Predicate<? super DirectoryEntry> filter) {
        this.settings = settings;
        this.filter = filter;
    }

    boolean followsLinks() {
        return settings.followLinks();
    }

    boolean enters(DirectoryEntry entry) {
        return entry.isDirectory()
                && entry.depth() < settings.maxDepth()
                && settings.enters().test(entry);
    }

    void add(DirectoryEntry entry) {
        bytes += ENTRY_BYTES;
        boolean ofThatKind = settings.directories() || !entry.isDirectory();
        if (entry.failure().isPresent() || (ofThatKind && filter.test(entry))) found.add(entry);
    }

    /// Entries hold the path of their directory.
    void entered(Path path) {
        bytes += path.toString().length();
    }

    boolean isFull() {
        return bytes >= PIECE_BYTES;
    }

    Walker.Piece take(boolean last) {
        var piece = new Walker.Piece(found, last);
        found = new ArrayList<>();
        bytes = 0;
        return piece;
    }
}
