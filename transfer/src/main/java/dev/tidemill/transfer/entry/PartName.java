package dev.tidemill.transfer.entry;

import dev.tidemill.linux.Memory;
import dev.tidemill.transfer.names.HiddenName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// The names of files that are being written: short, so that one fits beside every other name, and
/// like nothing else, so that they can be found.
///
/// Most are random. Those of large files say what they will be: eight characters come from the name
/// of the copy and eight from what its source is. So the next run of the same copy finds what this
/// one had, should it be killed. That it does is a hint and no promise: two copies may come to the
/// same name, and what is in the file is compared with the source before it is used.
public final class PartName {

    private static final String BEFORE = HiddenName.BEFORE;
    private static final String AFTER = HiddenName.AFTER;
    private static final int RANDOM_CHARACTERS = HiddenName.CHARACTERS;

    public static final int LENGTH = BEFORE.length() + RANDOM_CHARACTERS + AFTER.length();
    private static final int LENGTH_OF_REST = LENGTH + RANDOM_CHARACTERS;
    private static final Pattern PATTERN = Pattern.compile(
            Pattern.quote(BEFORE) + "([a-z2-7]{" + RANDOM_CHARACTERS + "}){1,2}" + Pattern.quote(AFTER));

    private static final long FNV_OFFSET = 0xCBF2_9CE4_8422_2325L;
    private static final long FNV_PRIME = 0x100_0000_01B3L;

    private static final int MOST_LOOKED_AT = 64;

    private PartName() {}

    /// A new name in the directory of `target`.
    public static Path beside(Path target) {
        return HiddenName.beside(target);
    }

    /// The name for a large copy of this very file to `target`.
    public static Path ofCopy(Path target, Status source) {
        String identity = source.key() + " " + source.size() + " " + source.modified();
        return target.resolveSibling(beginningFor(target) + HiddenName.characters(hash(identity)) + AFTER);
    }

    /// How the names of all large copies to `target` begin.
    private static String beginningFor(Path target) {
        return BEFORE + HiddenName.characters(hash(nameOf(target)));
    }

    /// Whether the file of this path is on its way to `target`, if it is that of a large copy.
    public static boolean isOfCopyTo(Path target, Path path) {
        return isRest(path) && nameOf(path).startsWith(beginningFor(target));
    }

    /// FNV-1a, folded: the last characters count in all bits.
    private static long hash(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        return hash ^ (hash >>> 32);
    }

    private static final byte[] BEFORE_BYTES = BEFORE.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER_BYTES = AFTER.getBytes(StandardCharsets.US_ASCII);

    /// Puts a name at a native address, with a terminating zero.
    public static void put(long address, long random) {
        Memory.copy(BEFORE_BYTES, 0, address, BEFORE_BYTES.length);
        long rest = random;
        long end = address + BEFORE_BYTES.length;
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            Memory.putByte(end++, (byte) HiddenName.ALPHABET.charAt((int) (rest & 31)));
            rest >>>= 5;
        }
        Memory.putCString(end, AFTER_BYTES);
    }

    /// Whether there is such a name at a native address, with a terminating zero.
    public static boolean isAt(long address) {
        for (int i = 0; i < BEFORE_BYTES.length; i++) {
            if (Memory.getByte(address + i) != BEFORE_BYTES[i]) return false;
        }
        return PATTERN.matcher(new String(Memory.getCString(address, MOST_LOOKED_AT), StandardCharsets.ISO_8859_1))
                .matches();
    }

    /// Whether the file of this path has such a name.
    public static boolean matches(Path path) {
        Path fileName = path.getFileName();
        if (fileName == null) return false;
        String name = fileName.toString();
        if (name.length() != LENGTH && name.length() != LENGTH_OF_REST) return false; // as most names
        return PATTERN.matcher(name).matches();
    }

    /// Whether the file of this path may be continued by the next run of the same copy.
    public static boolean isRest(Path path) {
        return nameOf(path).length() == LENGTH_OF_REST && matches(path);
    }

    /// This program is about to use the name.
    ///
    /// @return false if it does already
    public static boolean begin(Path path) {
        return HiddenName.begin(path);
    }

    /// This program does not use the name any more.
    public static void end(Path path) {
        HiddenName.end(path);
    }

    public static boolean isInUseHere(Path path) {
        return HiddenName.isInUseHere(path);
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }
}
