package dev.tidemill.transfer.course;

import dev.tidemill.annotation.Nullable;

/// What an exception of a copier says. The exceptions are exported and this is not, so nobody else
/// can make one.
///
/// @param file that is at fault
public record Fault(String file, @Nullable String reason) {}
