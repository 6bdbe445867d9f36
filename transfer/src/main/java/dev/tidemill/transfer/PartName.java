package dev.tidemill.transfer;

import dev.tidemill.linux.Memory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/// The names of files that are being written: short, so that one fits beside every other name, and
/// like nothing else, so that they can be found.
///
/// Those that this program uses just now are known here: it must not even open such a file to see
/// whether it is locked, as closing it again would take the lock away, by the rules of fcntl(2).
final class PartName {

    private static final String BEFORE = ".tidemill-";
    private static final String AFTER = ".part";
    private static final int RANDOM_CHARACTERS = 8;
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    static final int LENGTH = BEFORE.length() + RANDOM_CHARACTERS + AFTER.length();
    private static final Pattern PATTERN =
            Pattern.compile(Pattern.quote(BEFORE) + "[a-z2-7]{" + RANDOM_CHARACTERS + "}" + Pattern.quote(AFTER));

    private static final int MOST_LOOKED_AT = 64;

    private static final Set<String> IN_USE = ConcurrentHashMap.newKeySet();

    private PartName() {}

    /// A new name in the directory of `target`.
    static Path beside(Path target) {
        var name = new StringBuilder(BEFORE);
        long random = ThreadLocalRandom.current().nextLong();
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            name.append(ALPHABET.charAt((int) (random & 31)));
            random >>>= 5;
        }
        return target.resolveSibling(name.append(AFTER).toString());
    }

    private static final byte[] BEFORE_BYTES = BEFORE.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER_BYTES = AFTER.getBytes(StandardCharsets.US_ASCII);

    /// Puts a name at a native address, with a terminating zero.
    static void put(long address, long random) {
        Memory.copy(BEFORE_BYTES, 0, address, BEFORE_BYTES.length);
        long rest = random;
        long end = address + BEFORE_BYTES.length;
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            Memory.putByte(end++, (byte) ALPHABET.charAt((int) (rest & 31)));
            rest >>>= 5;
        }
        Memory.putCString(end, AFTER_BYTES);
    }

    /// Whether there is such a name at a native address, with a terminating zero.
    static boolean isAt(long address) {
        for (int i = 0; i < BEFORE_BYTES.length; i++) {
            if (Memory.getByte(address + i) != BEFORE_BYTES[i]) return false;
        }
        return PATTERN.matcher(new String(Memory.getCString(address, MOST_LOOKED_AT), StandardCharsets.ISO_8859_1))
                .matches();
    }

    /// Whether the file of this path has such a name.
    static boolean matches(Path path) {
        Path fileName = path.getFileName();
        if (fileName == null) return false;
        String name = fileName.toString();
        return name.length() == LENGTH && PATTERN.matcher(name).matches(); // most names fail for their length
    }

    /// This program is about to use the name.
    static void begin(Path path) {
        IN_USE.add(nameOf(path));
    }

    /// This program does not use the name any more.
    static void end(Path path) {
        IN_USE.remove(nameOf(path));
    }

    static boolean isInUseHere(Path path) {
        return IN_USE.contains(nameOf(path));
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }
}
