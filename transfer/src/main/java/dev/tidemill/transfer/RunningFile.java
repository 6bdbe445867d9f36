package dev.tidemill.transfer;

import java.nio.file.Path;

/// A file that is being copied or verified just now.
///
/// @param source of the copy; of a verification what is read, or what a copy is compared with
/// @param target of the copy; of a verification what differences are told of, and if there is one
///     file only the same as `source`
/// @param transferredBytes bytes that are in the target, or that were looked at
/// @param totalBytes bytes there are; never less than `transferredBytes`
/// @param bytesPerSecond the rate now: of the last seconds, pauses left out
/// @param isSyncing whether all bytes are written and the device is asked to keep them; never of a
///     verification
public record RunningFile(
        Path source, Path target, long transferredBytes, long totalBytes, double bytesPerSecond, boolean isSyncing) {}
