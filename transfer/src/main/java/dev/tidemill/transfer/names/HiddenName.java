package dev.tidemill.transfer.names;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// The names of files on their way to their own: short, so that one fits beside every other name,
/// and like nothing else, so that what a killed program left can be found.
///
/// Those that this program uses just now are known here: it must not even open such a file to see
/// whether it is locked, as closing it again would take the lock away, by the rules of fcntl(2).
public final class HiddenName {

    public static final String BEFORE = ".tidemill-";
    public static final String AFTER = ".part";

    /// How many characters of a name make it one of its own.
    public static final int CHARACTERS = 8;

    /// Five bits each.
    public static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    private static final Set<String> IN_USE = ConcurrentHashMap.newKeySet();

    private HiddenName() {}

    /// A new name in this directory.
    public static Path in(Path directory) {
        return directory.resolve(random());
    }

    /// A new name in the directory of `target`.
    public static Path beside(Path target) {
        return target.resolveSibling(random());
    }

    private static String random() {
        return BEFORE + characters(ThreadLocalRandom.current().nextLong()) + AFTER;
    }

    /// As many of the lowest bits as [#CHARACTERS] characters take.
    public static String characters(long bits) {
        var characters = new StringBuilder(CHARACTERS);
        for (int i = 0; i < CHARACTERS; i++) {
            characters.append(ALPHABET.charAt((int) (bits & 31)));
            bits >>>= 5;
        }
        return characters.toString();
    }

    /// This program is about to use the name.
    ///
    /// @return false if it does already
    public static boolean begin(Path path) {
        return IN_USE.add(nameOf(path));
    }

    /// This program does not use the name any more.
    public static void end(Path path) {
        IN_USE.remove(nameOf(path));
    }

    public static boolean isInUseHere(Path path) {
        return IN_USE.contains(nameOf(path));
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }
}
