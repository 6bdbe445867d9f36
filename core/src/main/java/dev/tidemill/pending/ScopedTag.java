package dev.tidemill.pending;

import dev.tidemill.annotation.Nullable;

/// The tag that all tasks get which begin in a scope.
public final class ScopedTag {

    private static final ScopedValue<String> TAG = ScopedValue.newInstance();

    private ScopedTag() {}

    /// The tag of the scope that this thread is in, or null.
    public static @Nullable String current() {
        return Recorder.wantsScopedTags() && TAG.isBound() ? TAG.get() : null;
    }

    /// Runs the body in a scope that has this tag; the innermost one counts.
    public static <R, X extends Throwable> R during(String tag, ScopedValue.CallableOp<? extends R, X> body) throws X {
        Recorder.wantScopedTags();
        return ScopedValue.where(TAG, tag).call(body);
    }
}
