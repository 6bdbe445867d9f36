package dev.tidemill.task;

/// What the state of a task can be besides the value it came to.
///
/// One class above the others, so that one type check tells values from the rest.
abstract sealed class NotAValue permits Node, NullValue, Unsuccessful {}
