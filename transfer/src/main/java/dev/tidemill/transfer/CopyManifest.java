package dev.tidemill.transfer;

import dev.tidemill.transfer.file.Targets;
import dev.tidemill.transfer.manifest.Checksum;
import java.nio.file.Path;
import java.util.Objects;

/// A manifest that a copy writes of what it makes, for [Verification#check(Path, Path)] and
/// `sha256sum -c`: then somebody can find out years later whether the copy still is what it was.
///
/// It has a line for each file of the copy, and for each name of a file with several: its name and
/// the checksum of the bytes that were read to be copied, so that nothing is read twice. Where the
/// copy shares blocks with its source, or a server made it, nobody has seen the bytes, and the copy
/// is read. Directories, links and what else is no file have no line, and what failed has none.
///
/// Files that were kept as they are ([CopySettings#existing()]) have one too: the line that they
/// have in the manifest that is there already, if it was written after the file was changed for
/// the last time; otherwise they are read. So the manifest of a backup that is made again and again
/// is always that of all of it, and a file that has gone bad meanwhile is still found.
///
/// The manifest gets its name, on the device, by one atomic step when everything else is done; if
/// some entries failed, too. If the copy is cancelled, or nothing is to be written
/// ([CopySettings#dryRun()]), the one that was there stays. If it cannot be created, nothing is
/// copied, and if it cannot be written, the copy ends with that. Two copies that run at the same
/// time need two of them.
///
/// @param file its name; replaced if it is there. Its directory may be one that the copy makes
/// @param base the directory that names are relative to: files elsewhere have absolute names, with
///     which they are found too
/// @param checksum of each file
public record CopyManifest(Path file, Path base, Checksum checksum) {

    public CopyManifest {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(base, "base");
        Objects.requireNonNull(checksum, "checksum");
    }

    /// With names relative to the directory that it is in, and [Checksum#SHA_256]. If it is in or
    /// above the copy, both can go anywhere together.
    public static CopyManifest of(Path file) {
        return new CopyManifest(file, Targets.directoryOf(file), Checksum.SHA_256);
    }
}
