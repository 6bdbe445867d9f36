package dev.tidemill.transfer.names;

import dev.tidemill.engine.NativePath;
import java.io.ByteArrayOutputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;

/// Paths of the default file system, relative or not, and the bytes of their names.
///
/// On Linux a name is any bytes but `/` and 0, and `Path.toString()` loses those that are not valid
/// in the charset of the JVM's locale; see [NativePath].
public final class PathBytes {

    private static final Path ROOT = Path.of("/");

    private PathBytes() {}

    /// The bytes of `path`, which stays relative if it is; none for the empty path.
    public static byte[] of(Path path) {
        byte[] whole = NativePath.contentOfLink(path);
        if (whole != null) return whole;
        var bytes = new ByteArrayOutputStream();
        for (Path name : path) {
            if (bytes.size() > 0 || path.isAbsolute()) bytes.write('/');
            bytes.writeBytes(ofName(name));
        }
        return bytes.toByteArray();
    }

    private static byte[] ofName(Path name) {
        byte[] plain = NativePath.contentOfLink(name);
        if (plain != null) return plain;
        byte[] fromRoot = NativePath.of(ROOT.resolve(name)).bytes();
        return Arrays.copyOfRange(fromRoot, 1, fromRoot.length);
    }

    /// The path of these bytes. Slashes at the end and several in a row count as by the kernel.
    ///
    /// @throws InvalidPathException if there is a 0 among them, which no name has
    public static Path path(byte[] bytes) {
        Path path = bytes.length > 0 && bytes[0] == '/' ? ROOT : Path.of("");
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i < bytes.length && bytes[i] == 0)
                throw new InvalidPathException("a name with a 0 in it", "no name", i);
            if (i < bytes.length && bytes[i] != '/') continue;
            if (i > start) path = NativePath.resolve(path, Arrays.copyOfRange(bytes, start, i));
            start = i + 1;
        }
        return path;
    }
}
