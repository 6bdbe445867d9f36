package dev.tidemill.transfer.manifest;

import java.util.Locale;
import java.util.Optional;

/// How the content of a file becomes a short number that another content does not have.
///
/// All of them are of the JDK, and made of instructions of the processor where it has them.
public enum Checksum {

    /// The one to take: nobody can make another file that has it. About 1.8 GB/s on a server's
    /// processor core.
    SHA_256("SHA-256", 64),

    /// As good; faster only where the processor does not know SHA-256.
    SHA_512("SHA-512", 128),

    /// As `SHA_512`, and shorter.
    SHA_384("SHA-384", 96),

    /// As `SHA_256`, and shorter.
    SHA_224("SHA-224", 56),

    /// To check what others wrote: files that have the same one can be made.
    SHA_1("SHA-1", 40),

    /// To check what others wrote: files that have the same one can be made by anybody.
    MD5("MD5", 32),

    /// The fastest, by far: as fast as memory is read. It finds what a device or a cable does to a
    /// file, but for one case in four thousand million, and nothing that somebody does on purpose.
    CRC32C("CRC32C", 8);

    private final String algorithm;
    private final String label;
    private final int hexDigits;

    Checksum(String algorithm, int hexDigits) {
        this.algorithm = algorithm;
        this.label = algorithm.replace("-", "");
        this.hexDigits = hexDigits;
    }

    /// As manifests call it: `SHA256`.
    public String label() {
        return label;
    }

    /// How long it is, in hexadecimal digits.
    public int hexDigits() {
        return hexDigits;
    }

    /// The one of this [#label()], in upper or lower case, with or without a `-`.
    public static Optional<Checksum> labelled(String label) {
        String wanted = label.toUpperCase(Locale.ROOT).replace("-", "");
        for (Checksum checksum : values()) {
            if (checksum.label.equals(wanted)) return Optional.of(checksum);
        }
        return Optional.empty();
    }

    /// Begins with no bytes.
    public Digest start() {
        return this == CRC32C ? new Digest.Cyclic() : new Digest.Cryptographic(algorithm);
    }
}
