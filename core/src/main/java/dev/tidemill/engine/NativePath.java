package dev.tidemill.engine;

import dev.tidemill.annotation.Nullable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.HexFormat;
import java.util.Set;

/// A path and the bytes the kernel knows it by.
///
/// On Linux a name is any bytes but `/` and 0. A `Path` keeps them, but `Path.toString()` loses
/// those that are not valid in the charset of the JVM's locale, and no method gives them. Its URI
/// does, at the price of a system call (`toUri` looks whether the path is a directory); so it is
/// asked only where the string may have lost something.
///
/// @param path as the user gave it
/// @param bytes what to give the kernel, without the terminating 0
public record NativePath(Path path, byte[] bytes) {

    /// `PATH_MAX`, with its terminating 0; see limits.h(0p).
    public static final int MAX_BYTES = 4096;

    private static final char REPLACEMENT = '\uFFFD';

    /// The charset of names in this JVM: fixed at its start by the locale, not by `file.encoding`.
    private static final String NAME_CHARSET = System.getProperty("sun.jnu.encoding", "");

    /// In these, every character below 128 is one byte of the same value, and no other byte gives
    /// one.
    private static final boolean ASCII_IS_ITSELF = Set.of(
                    "UTF-8", "ANSI_X3.4-1968", "US-ASCII", "ISO-8859-1", "ISO-8859-15")
            .contains(NAME_CHARSET);

    private static final boolean UTF_8 = NAME_CHARSET.equals("UTF-8");

    /// `-Duser.dir` makes the JDK resolve relative paths against another directory than the kernel
    /// does.
    private static final boolean DIRECTORY_OF_THE_PROCESS =
            Path.of("").toAbsolutePath().equals(directoryOfTheProcess());

    /// The bytes of `path`.
    ///
    /// @throws ProviderMismatchException if `path` is not of the default file system
    public static NativePath of(Path path) {
        requireDefaultFileSystem(path);
        Path resolved = path.isAbsolute() || DIRECTORY_OF_THE_PROCESS ? path : path.toAbsolutePath();
        byte[] bytes = bytes(resolved);
        return new NativePath(path, bytes.length == 0 ? new byte[] {'.'} : bytes);
    }

    /// @throws ProviderMismatchException if `path` is of another one
    public static void requireDefaultFileSystem(Path path) {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            throw new ProviderMismatchException("path is of the file system " + path.getFileSystem() + ": " + path
                    + "; asynchronous files are those of the default file system");
        }
    }

    private static byte[] bytes(Path path) {
        byte[] bytes = bytesOfString(path.toString());
        return bytes != null ? bytes : percentDecoded(path.toUri(), path);
    }

    /// The bytes that a symbolic link to `target` has; a URI would be those of another path, an
    /// absolute one.
    ///
    /// @return null if only the JDK knows them
    public static byte @Nullable [] contentOfLink(Path target) {
        return bytesOfString(target.toString());
    }

    /// @return null if the string may have lost something
    private static byte @Nullable [] bytesOfString(String string) {
        byte[] bytes = ASCII_IS_ITSELF ? asciiOrNone(string) : NONE;
        if (bytes != NONE) return bytes;
        return UTF_8 && string.indexOf(REPLACEMENT) < 0 ? string.getBytes(StandardCharsets.UTF_8) : null;
    }

    private static final byte[] NONE = new byte[0];

    private static byte[] asciiOrNone(String string) {
        byte[] bytes = string.getBytes(StandardCharsets.UTF_8); // faster than a loop over the characters
        return bytes.length == string.length() ? bytes : NONE; // no path has half a surrogate pair
    }

    /// The URI of a path percent-encodes every byte that is not a plain character. It is absolute,
    /// and ends in a slash if the path is a directory; the kernel does not mind either, but a name
    /// that is to be removed or created must not end so.
    private static byte[] percentDecoded(URI uri, Path path) {
        String raw = uri.getRawPath();
        byte[] decoded = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                decoded[length++] = (byte) Integer.parseInt(raw, i + 1, i + 3, 16);
                i += 2;
            } else {
                decoded[length++] = (byte) c;
            }
        }
        if (length > 1 && decoded[length - 1] == '/' && path.getNameCount() > 0) length--;
        return java.util.Arrays.copyOf(decoded, length);
    }

    /// The path of a name in a directory, whatever bytes it has.
    ///
    /// A `Path` of bytes that are not valid in the charset of the JVM's locale can only be had from
    /// a URI.
    ///
    /// @param name as the kernel gave it, without the terminating 0
    public static Path resolve(Path directory, byte[] name) {
        if (ASCII_IS_ITSELF && isAscii(name)) return directory.resolve(new String(name, StandardCharsets.ISO_8859_1));
        if (UTF_8) {
            String string = new String(name, StandardCharsets.UTF_8);
            if (string.indexOf(REPLACEMENT) < 0) return directory.resolve(string);
        }
        var uri = new StringBuilder("file:///");
        for (byte b : name) uri.append('%').append(HexFormat.of().toHexDigits(b));
        return directory.resolve(Path.of(URI.create(uri.toString())).getFileName());
    }

    private static boolean isAscii(byte[] name) {
        for (byte b : name) if (b < 0) return false;
        return true;
    }

    private static Path directoryOfTheProcess() {
        try {
            return Path.of("/proc/self/cwd").toRealPath();
        } catch (java.io.IOException | SecurityException e) {
            return Path.of("").toAbsolutePath(); // no /proc: nothing better is known
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
