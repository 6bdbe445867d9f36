package dev.tidemill.transfer.manifest;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/// One file of a manifest.
///
/// @param name relative to the root of the tree, unless whoever wrote the manifest had another idea
/// @param digest in hexadecimal digits; kept in lower case
public record ManifestEntry(Path name, Checksum checksum, String digest) {

    /// @throws IllegalArgumentException if `digest` is none of this checksum, or the name is empty
    public ManifestEntry {
        Objects.requireNonNull(name, "name");
        digest = digest.toLowerCase(Locale.ROOT);
        if (digest.length() != checksum.hexDigits() || !digest.chars().allMatch(ManifestEntry::isHexDigit)) {
            throw new IllegalArgumentException("'" + digest + "' is no " + checksum.label() + ", which has "
                    + checksum.hexDigits() + " hexadecimal digits");
        }
        if (name.toString().isEmpty()) throw new IllegalArgumentException("an empty name");
    }

    private static boolean isHexDigit(int c) {
        return ('0' <= c && c <= '9') || ('a' <= c && c <= 'f');
    }
}
