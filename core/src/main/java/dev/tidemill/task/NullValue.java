package dev.tidemill.task;

/// The value null: null itself is the state of a pending task nobody waits for.
final class NullValue extends NotAValue {

    static final NullValue NULL = new NullValue();

    private NullValue() {}
}
