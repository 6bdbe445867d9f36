package dev.tidemill.transfer.file;

import dev.tidemill.transfer.Existing;
import dev.tidemill.transfer.entry.Status;

/// What is done about a copy whose name may be taken; see [Existing].
public enum Replacement {
    /// The copy is made, and takes the place of what is there.
    COPY,

    /// It is not made.
    KEEP,

    /// It is not made if what is there has the same content, and then that gets the attributes of
    /// the source.
    COPY_IF_CONTENT_DIFFERS,

    /// That is a failure.
    REFUSE;

    /// The rule. The tree copier with system calls knows its files by other means than paths, and
    /// has no object for each.
    ///
    /// @param isSameKind whether source and what has the name of the copy are
    /// @param order of the times at which they were written: more than 0 if the source was later
    public static Replacement of(Existing existing, boolean isSameKind, int order, boolean isSameSize) {
        return switch (existing) {
            case REPLACE -> COPY;
            case KEEP -> KEEP;
            case REFUSE -> REFUSE;
            case UPDATE -> isSameKind && order <= 0 ? KEEP : COPY;
            case UPDATE_DIFFERENT -> isSameKind && isSameSize && order == 0 ? KEEP : COPY;
            case UPDATE_CONTENT -> isSameKind && isSameSize ? COPY_IF_CONTENT_DIFFERS : COPY;
        };
    }

    /// @param target what has the name
    public static Replacement of(Existing existing, Status source, Status target) {
        return of(
                existing,
                source.kind() == target.kind(),
                source.modified().compareTo(target.modified()),
                source.size() == target.size());
    }

    /// Whether a copy must not take the place of what got its name meanwhile.
    static boolean mustNotReplace(Existing existing) {
        return existing == Existing.KEEP || existing == Existing.REFUSE;
    }
}
