package dev.tidemill.transfer;

import dev.tidemill.annotation.Nullable;

/// What is done about a copy whose name may be taken; see [Existing].
enum Replacement {
    /// The copy is made, and takes the place of what is there.
    COPY,

    /// It is not made.
    KEEP,

    /// It is not made if what is there has the same content, and then that gets the attributes of
    /// the source.
    COPY_IF_CONTENT_DIFFERS,

    /// That is a failure.
    REFUSE;

    /// @param target what has the name; null if nothing has
    static Replacement of(Existing existing, Status source, @Nullable Status target) {
        if (target == null) return COPY;
        boolean isOtherKind = source.kind() != target.kind();
        return switch (existing) {
            case REPLACE -> COPY;
            case KEEP -> KEEP;
            case REFUSE -> REFUSE;
            case UPDATE -> isOtherKind || source.modified().compareTo(target.modified()) > 0 ? COPY : KEEP;
            case UPDATE_DIFFERENT ->
                isOtherKind
                                || source.size() != target.size()
                                || !source.modified().equals(target.modified())
                        ? COPY
                        : KEEP;
            // what says that it is empty may not be: see FileCopy
            case UPDATE_CONTENT ->
                isOtherKind || source.size() == 0 || source.size() != target.size() ? COPY : COPY_IF_CONTENT_DIFFERS;
        };
    }

    /// Whether a copy must not take the place of what got its name meanwhile.
    static boolean mustNotReplace(Existing existing) {
        return existing == Existing.KEEP || existing == Existing.REFUSE;
    }
}
