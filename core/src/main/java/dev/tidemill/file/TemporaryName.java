package dev.tidemill.file;

import java.nio.file.Path;
import java.security.SecureRandom;

/// Names that nobody else thinks of.
final class TemporaryName {

    private static final SecureRandom RANDOM = new SecureRandom();

    private TemporaryName() {}

    /// @throws IllegalArgumentException if prefix and suffix are not parts of one name
    static Path in(Path directory, String prefix, String suffix) {
        byte[] random = new byte[10];
        RANDOM.nextBytes(random);
        var name = new StringBuilder(prefix);
        for (byte b : random) name.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        Path path = directory.getFileSystem().getPath(name.append(suffix).toString());
        if (path.getNameCount() != 1 || path.isAbsolute()) {
            throw new IllegalArgumentException("not parts of a name: " + prefix + ", " + suffix);
        }
        return directory.resolve(path);
    }
}
