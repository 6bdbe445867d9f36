package dev.tidemill.transfer.manifest;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.names.PathBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// A line of a manifest, as of sha256sum(1) (coreutils 9): `DIGEST  NAME`, or, with the name of the
/// algorithm, `SHA256 (NAME) = DIGEST`.
///
/// A line with a backslash before it all has a name in which `\\`, `\n` and `\r` stand for a
/// backslash, a newline and a carriage return.
final class ManifestLine {

    /// Everything is handled as characters of one byte each.
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private static final String BEFORE_NAME = " (";
    private static final String BEHIND_NAME = ") = ";

    private ManifestLine() {}

    /// @return the line with its newline
    static byte[] of(ManifestEntry entry) {
        String name = new String(PathBytes.of(entry.name()), BYTES);
        if (name.equals("-")) name = "./-"; // which is the standard input to those who check
        String escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
        String start = escaped.equals(name) ? "" : "\\";
        String line = entry.checksum() == Checksum.CRC32C // nobody would know by the length what it is
                ? start + entry.checksum().label() + BEFORE_NAME + escaped + BEHIND_NAME + entry.digest()
                : start + entry.digest() + "  " + escaped;
        return (line + "\n").getBytes(BYTES);
    }

    /// @param bytes without the newline
    /// @return null if it is empty or a comment
    /// @throws IllegalArgumentException that says why it is no line of a manifest
    static @Nullable ManifestEntry parse(byte[] bytes) {
        String line = new String(bytes, BYTES);
        if (line.endsWith("\r")) line = line.substring(0, line.length() - 1); // a name's own is escaped
        line = withoutBlanks(line);
        if (line.isEmpty() || line.startsWith("#")) return null;
        boolean isEscaped = line.startsWith("\\");
        if (isEscaped) line = line.substring(1);
        int digits = 0;
        while (digits < line.length() && Character.digit(line.charAt(digits), 16) >= 0) digits++;
        if (line.startsWith("  ", digits) || line.startsWith(" *", digits)) {
            return entry(line.substring(digits + 2), isEscaped, ofLength(digits), line.substring(0, digits));
        }
        return tagged(line, isEscaped);
    }

    private static String withoutBlanks(String line) {
        int start = 0;
        while (start < line.length() && (line.charAt(start) == ' ' || line.charAt(start) == '\t')) start++;
        return line.substring(start);
    }

    private static Checksum ofLength(int hexDigits) {
        for (Checksum checksum : Checksum.values()) {
            if (checksum != Checksum.CRC32C && checksum.hexDigits() == hexDigits) return checksum;
        }
        throw new IllegalArgumentException("no checksum has " + hexDigits + " hexadecimal digits");
    }

    private static ManifestEntry tagged(String line, boolean isEscaped) {
        int name = line.indexOf(BEFORE_NAME);
        int end = line.lastIndexOf(BEHIND_NAME);
        if (name <= 0 || end < name + BEFORE_NAME.length())
            throw new IllegalArgumentException("is no checksum of a file");
        String label = line.substring(0, name);
        Checksum checksum = Checksum.labelled(label)
                .orElseThrow(
                        () -> new IllegalArgumentException("the checksum '" + printable(label) + "' is not known"));
        String text = line.substring(name + BEFORE_NAME.length(), end);
        return entry(text, isEscaped, checksum, line.substring(end + BEHIND_NAME.length()));
    }

    private static String printable(String label) {
        String kept = label.replaceAll("[^ -~]", "?");
        return kept.length() <= 20 ? kept : kept.substring(0, 20) + "...";
    }

    private static ManifestEntry entry(String name, boolean isEscaped, Checksum checksum, String digest) {
        byte[] bytes = isEscaped ? unescaped(name) : name.getBytes(BYTES);
        Path path;
        try {
            path = plain(PathBytes.path(bytes));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("has a 0 in its name, which no name has", e);
        }
        if (path.toString().isEmpty()) throw new IllegalArgumentException("has no name of a file");
        return new ManifestEntry(path, checksum, digest);
    }

    /// Without `.`, as in `./name`. What a `..` is, only the file system knows.
    private static Path plain(Path path) {
        for (Path name : path) {
            if (name.toString().equals("..")) return path;
        }
        return path.normalize();
    }

    private static byte[] unescaped(String name) {
        var bytes = new ByteArrayOutputStream(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '\\') {
                int next = ++i < name.length() ? name.charAt(i) : -1;
                c = switch (next) {
                    case '\\' -> '\\';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    default -> throw new IllegalArgumentException("has a \\ in its name that escapes nothing");
                };
            }
            bytes.write(c);
        }
        return bytes.toByteArray();
    }
}
