package dev.tidemill.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The arguments of the process, byte by byte.
///
/// File names are bytes, and the JVM decodes them with a charset that nobody can set and that loses
/// some. So they are taken from the system as they are, and go through picocli as strings of which
/// each character is one byte: options are ASCII anyway, and names become paths again with [#path].
final class Arguments {

    /// What picocli takes instead of an argument that is nothing but `-`, of which it makes an
    /// exception where options may be abbreviated. No byte is such a character.
    private static final String DASH = "\u2013";

    /// And instead of one that is empty, of which it makes another exception.
    private static final String NOTHING = "\u2205";

    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private Arguments() {}

    /// @param decoded what the JVM made of them
    /// @return the same arguments, each character one byte
    static String[] bytewise(String[] decoded) {
        List<String> all;
        try {
            all = split(Files.readAllBytes(COMMAND_LINE));
        } catch (IOException e) {
            return digestible(encoded(decoded)); // not on Linux
        }
        int first = all.size() - decoded.length;
        String[] last = all.subList(Math.max(0, first), all.size()).toArray(String[]::new);
        return digestible(areSame(last, decoded) ? last : encoded(decoded));
    }

    private static String[] digestible(String[] arguments) {
        return Stream.of(arguments)
                .map(each -> each.equals("-") ? DASH : each.isEmpty() ? NOTHING : each)
                .toArray(String[]::new);
    }

    /// @param commandLine each argument ends with a 0
    private static List<String> split(byte[] commandLine) {
        List<String> arguments = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i] == 0) {
                arguments.add(new String(commandLine, start, i - start, StandardCharsets.ISO_8859_1));
                start = i + 1;
            }
        }
        return arguments;
    }

    /// Whether these may be the same, as far as the ASCII in them goes.
    private static boolean areSame(String[] bytewise, String[] decoded) {
        if (bytewise.length != decoded.length) return false;
        for (int i = 0; i < decoded.length; i++) {
            if (!ascii(bytewise[i]).equals(ascii(decoded[i]))) return false;
        }
        return true;
    }

    private static String ascii(String string) {
        return string.codePoints()
                .filter(c -> c < 128)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String[] encoded(String[] decoded) {
        Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        String[] bytewise = new String[decoded.length];
        for (int i = 0; i < decoded.length; i++) {
            bytewise[i] = new String(decoded[i].getBytes(charset), StandardCharsets.ISO_8859_1);
        }
        return bytewise;
    }

    /// The path of the file with this name.
    ///
    /// @param argument each character one byte
    /// @throws IllegalArgumentException if it is empty, which is no name
    static Path path(String argument) {
        if (argument.isEmpty() || argument.equals(NOTHING)) {
            throw new IllegalArgumentException("a name is empty, as that of a variable that is not set");
        }
        if (isDash(argument)) return Path.of("-");
        if (argument.chars().allMatch(c -> c < 128)) return Path.of(argument);
        StringBuilder uri = new StringBuilder("file:///");
        for (byte b : argument.getBytes(StandardCharsets.ISO_8859_1)) {
            if (b == '/') uri.append('/');
            else uri.append('%').append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        Path fromRoot = Path.of(URI.create(uri.toString()));
        return argument.startsWith("/") ? fromRoot : fromRoot.subpath(0, fromRoot.getNameCount());
    }

    /// The path of a manifest that is to be written.
    ///
    /// @throws IllegalArgumentException if it is none, or the standard output
    static Path manifestToWrite(String argument) {
        if (isDash(argument)) {
            throw new IllegalArgumentException("a manifest gets its name when it is whole, and so is no standard"
                    + " output; a file of the name - is ./-");
        }
        return path(argument);
    }

    /// The path of a manifest that is to be read.
    ///
    /// @throws IllegalArgumentException if it is none
    static Path manifestToRead(String argument) {
        return isDash(argument) ? Path.of("/dev/stdin") : path(argument);
    }

    /// Whether it is a `-`, which stands for the standard input or output where it makes sense.
    static boolean isDash(String argument) {
        return argument.equals("-") || argument.equals(DASH);
    }

    /// A message about arguments as people can read it, with these as they were given.
    ///
    /// @param message each character of an argument one byte; or text
    static String asGiven(String message, Names names) {
        String text = message.replace(DASH, "-").replace(NOTHING, "");
        return names.of(
                isUtf8(text) ? text.getBytes(StandardCharsets.ISO_8859_1) : text.getBytes(StandardCharsets.UTF_8));
    }

    /// Whether these characters are the bytes of UTF-8.
    private static boolean isUtf8(String characters) {
        if (characters.chars().anyMatch(c -> c > 0xFF)) return false;
        try {
            var _ = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(characters.getBytes(StandardCharsets.ISO_8859_1)));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /// Text that was given; what is not UTF-8 is not lost, but becomes another character.
    static String text(String argument) {
        return new String(argument.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /// The bytes of a path, whatever they are.
    static byte[] bytes(Path path) {
        String string = path.toString();
        if (string.chars().allMatch(c -> c < 128)) return string.getBytes(StandardCharsets.US_ASCII);
        // only the URI has them all; it is absolute, so a relative path is taken as one from the root
        Path root = path.getFileSystem().getPath("/");
        Path absolute = root.resolve(path);
        String raw = absolute.toUri().getRawPath();
        int end = raw.length();
        // the URI of a directory that is there ends with a slash, a path does not, but for the root itself
        if (absolute.getNameCount() > 0 && raw.endsWith("/")) end--;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = path.isAbsolute() ? 0 : 1; i < end; i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }
}
