package dev.tidemill.pending;

import dev.tidemill.annotation.Nullable;

/// What a task knows of its work, beside a sentence.
///
/// @param path what it is about; null if that is no file
/// @param position in the file, in bytes; negative if there is none
/// @param length of what is read or written, in bytes; negative if there is none
/// @param thread the name of the one that does the work; null if there is none, or nobody knows
public record Details(
        Stage stage,
        @Nullable String path,
        long position,
        long length,
        @Nullable String thread) {

    public static final Details NONE = of(Stage.PENDING, null);

    /// Work that has nothing to do with files.
    public static Details of(Stage stage, @Nullable String thread) {
        return new Details(stage, null, -1, -1, thread);
    }
}
