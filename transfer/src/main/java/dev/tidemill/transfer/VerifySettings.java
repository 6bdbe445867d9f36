package dev.tidemill.transfer;

import dev.tidemill.transfer.manifest.Checksum;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/// How to verify.
///
/// Start from [#DEFAULT] and change what should differ:
/// `VerifySettings.DEFAULT.withExtra(false).withFromDevice(true)`.
///
/// @param jobs files that are read at the same time, 1 to 1,024. Each takes memory for `depth`
///     blocks, or twice that where two files are compared
/// @param blockBytes bytes that are read at once: a multiple of 4096 up to 64 MiB
/// @param depth blocks of one large file that the device fetches at the same time, 1 to 64
/// @param filter which entries take part
/// @param attributes what is compared beside kind and content where two trees are: of `MODE`,
///     `OWNER`, `TIMES` (of the last write; to read a file changes that of the last read) and
///     `EXTENDED` (those of the name space `user`, of files and directories)
/// @param extra whether to look for what is there and should not be
/// @param fromDevice whether to read what is on the device, not what is in memory of it: past the
///     page cache, or after what is cached was dropped. Where the system cannot do that (tmpfs,
///     or without native access) it is read as it comes
/// @param checksum those of a manifest that is written
/// @param bytesPerSecond the rate to begin with, of bytes that were looked at as in
///     [Progress#transferredBytes()]; 0 for as fast as it goes
public record VerifySettings(
        int jobs,
        int blockBytes,
        int depth,
        PathFilter filter,
        Set<Attribute> attributes,
        boolean extra,
        boolean fromDevice,
        Checksum checksum,
        long bytesPerSecond) {

    private static final Set<Attribute> COMPARABLE =
            EnumSet.of(Attribute.MODE, Attribute.OWNER, Attribute.TIMES, Attribute.EXTENDED);

    /// Content and kind of everything, no attributes, and nothing more than there should be, with
    /// two jobs for each processor (4 to 16), blocks and depth of [CopySettings#DEFAULT]; SHA-256.
    public static final VerifySettings DEFAULT = new VerifySettings(
            Math.clamp(2L * Runtime.getRuntime().availableProcessors(), 4, 16),
            CopySettings.DEFAULT.blockBytes(),
            CopySettings.DEFAULT.depth(),
            PathFilter.ALL,
            Set.of(),
            true,
            false,
            Checksum.SHA_256,
            0);

    /// @throws IllegalArgumentException if a number is out of its range, or an attribute cannot be
    ///     compared
    public VerifySettings {
        // the ranges are those of copies, and so are the words
        var _ = CopySettings.DEFAULT
                .withJobs(jobs)
                .withBlockBytes(blockBytes)
                .withDepth(depth)
                .withBytesPerSecond(bytesPerSecond);
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(checksum, "checksum");
        attributes = Set.copyOf(attributes);
        if (!COMPARABLE.containsAll(attributes)) {
            throw new IllegalArgumentException("attributes are " + attributes + "; must be of " + COMPARABLE);
        }
    }

    public VerifySettings withJobs(int jobs) {
        return new VerifySettings(
                jobs, blockBytes, depth, filter, attributes, extra, fromDevice, checksum, bytesPerSecond);
    }

    public VerifySettings withBlockBytes(int blockBytes) {
        return new VerifySettings(
                jobs, blockBytes, depth, filter, attributes, extra, fromDevice, checksum, bytesPerSecond);
    }

    public VerifySettings withDepth(int depth) {
        return new VerifySettings(
                jobs, blockBytes, depth, filter, attributes, extra, fromDevice, checksum, bytesPerSecond);
    }

    public VerifySettings withFilter(PathFilter filter) {
        return new VerifySettings(
                jobs, blockBytes, depth, filter, attributes, extra, fromDevice, checksum, bytesPerSecond);
    }

    public VerifySettings withAttributes(Set<Attribute> attributes) {
        return new VerifySettings(
                jobs, blockBytes, depth, filter, attributes, extra, fromDevice, checksum, bytesPerSecond);
    }

    public VerifySettings withExtra(boolean extra) {
        return new VerifySettings(
                jobs, blockBytes, depth, filter, attributes, extra, fromDevice, checksum, bytesPerSecond);
    }

    public VerifySettings withFromDevice(boolean fromDevice) {
        return new VerifySettings(
                jobs, blockBytes, depth, filter, attributes, extra, fromDevice, checksum, bytesPerSecond);
    }

    public VerifySettings withChecksum(Checksum checksum) {
        return new VerifySettings(
                jobs, blockBytes, depth, filter, attributes, extra, fromDevice, checksum, bytesPerSecond);
    }

    public VerifySettings withBytesPerSecond(long bytesPerSecond) {
        return new VerifySettings(
                jobs, blockBytes, depth, filter, attributes, extra, fromDevice, checksum, bytesPerSecond);
    }
}
