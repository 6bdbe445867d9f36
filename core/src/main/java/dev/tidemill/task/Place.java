package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;

/// Where code runs: bound around whatever a context runs.
///
/// @param thread a scoped value can be inherited by other threads; the place is not
/// @param function the asynchronous function whose part this is, if it is one
record Place(Thread thread, SyncContext context, @Nullable AsyncFunction<?> function) {

    private static final ScopedValue<Place> HERE = ScopedValue.newInstance();

    /// Not volatile: who runs in a context has seen the context being made.
    private static boolean used;

    /// From now on there are contexts in this program.
    static void areUsed() {
        used = true;
    }

    /// The place of this code, or null if no context runs it.
    @SuppressWarnings("ReferenceEquality") // whether it is this thread
    static @Nullable Place here() {
        if (!used || !HERE.isBound()) {
            return null;
        }
        Place place = HERE.get();
        return place.thread == Thread.currentThread() ? place : null;
    }

    void during(Runnable code) {
        ScopedValue.where(HERE, this).run(code);
    }
}
