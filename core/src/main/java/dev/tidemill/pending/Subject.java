package dev.tidemill.pending;

/// A task that can tell more of itself than a sentence.
public interface Subject {

    /// What it is, in a word, for counts: "read", "delay".
    ///
    /// Asked for when only the fields are set that are set before `super(...)`.
    String kind();

    /// Whether it begins when it is made. Otherwise whoever begins it says so to
    /// [Recorder#beginNow].
    default boolean beginsAtOnce() {
        return true;
    }

    /// What is known now; may be asked for by any thread, also before the task is whole.
    default Details details() {
        return Details.NONE;
    }

    /// Whether its work goes on although the task is done. Then whoever ends the work says so to
    /// [Recorder#detachedEnded].
    default boolean isDetached() {
        return false;
    }
}
