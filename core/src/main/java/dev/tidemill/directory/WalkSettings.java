package dev.tidemill.directory;

import dev.tidemill.annotation.Nullable;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// How a tree is walked.
///
/// ```java
/// WalkSettings.DEFAULT.withMaxDepth(3).withDirectories(true)
/// ```
///
/// @param maxDepth how far below the root; 1 is the root's own names
/// @param directories whether directories are given too, each before what is in it
/// @param followLinks whether symbolic links are what they lead to. A directory that is its own
///     ancestor is not entered again, its entry has a `FileSystemLoopException`
/// @param enters which directories are entered; asked on a thread of the engine that may block
/// @param failed takes the entries with a failure, on the thread that takes the paths; null if the
///     failures are to be thrown when all other paths have been given
public record WalkSettings(
        int maxDepth,
        boolean directories,
        boolean followLinks,
        Predicate<? super DirectoryEntry> enters,
        @Nullable Consumer<? super DirectoryEntry> failed) {

    /// The whole tree: everything but directories, and no link is followed.
    public static final WalkSettings DEFAULT = new WalkSettings(Integer.MAX_VALUE, false, false, _ -> true, null);

    public WalkSettings {
        if (maxDepth < 1) throw new IllegalArgumentException("maxDepth is " + maxDepth + "; must be at least 1");
        Objects.requireNonNull(enters, "enters");
    }

    public WalkSettings withMaxDepth(int maxDepth) {
        return new WalkSettings(maxDepth, directories, followLinks, enters, failed);
    }

    public WalkSettings withDirectories(boolean directories) {
        return new WalkSettings(maxDepth, directories, followLinks, enters, failed);
    }

    public WalkSettings withFollowLinks(boolean followLinks) {
        return new WalkSettings(maxDepth, directories, followLinks, enters, failed);
    }

    public WalkSettings withEnters(Predicate<? super DirectoryEntry> enters) {
        return new WalkSettings(maxDepth, directories, followLinks, enters, failed);
    }

    public WalkSettings withFailed(Consumer<? super DirectoryEntry> failed) {
        return new WalkSettings(maxDepth, directories, followLinks, enters, Objects.requireNonNull(failed, "failed"));
    }
}
