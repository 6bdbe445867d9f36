package dev.tidemill.transfer;

import java.nio.file.Path;

/// A file that is being copied just now.
///
/// @param transferredBytes bytes that are in the target
/// @param totalBytes bytes there are; never less than `transferredBytes`
/// @param bytesPerSecond the rate now: of the last seconds, pauses left out
/// @param isSyncing whether all bytes are written and the device is asked to keep them
public record RunningFile(
        Path source, Path target, long transferredBytes, long totalBytes, double bytesPerSecond, boolean isSyncing) {}
