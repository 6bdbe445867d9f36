/// What checkers read: [dev.tidemill.annotation.CheckReturnValue] and
/// [dev.tidemill.annotation.Nullable].
///
/// The library has no dependency, so it brings its own; Error Prone and NullAway know annotations
/// of these simple names.
package dev.tidemill.annotation;
