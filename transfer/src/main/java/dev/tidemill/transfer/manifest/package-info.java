/// Checksums of files, and lists of them. Start with
/// [dev.tidemill.transfer.manifest.ManifestReader] and
/// [dev.tidemill.transfer.manifest.ManifestWriter].
package dev.tidemill.transfer.manifest;
