package dev.tidemill.transfer.pattern;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.names.Characters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One pattern of [dev.tidemill.transfer.PathPatterns], taken apart.
///
/// @param names what the names of a path have to be, one after the other; null is a `**`, any
///     number of names
/// @param isAnchored whether the first is a name in the root of the tree; otherwise there is one
///     only, for the last name of a path
public record PathPattern(List<@Nullable NameGlob> names, boolean isAnchored, boolean isForDirectories) {

    private static final int[] ANY_NAME = {'*'};

    /// @throws IllegalArgumentException that says what is wrong with it
    public static PathPattern of(byte[] pattern) {
        int start = pattern.length > 0 && pattern[0] == '/' ? 1 : 0;
        boolean isForDirectories = pattern.length > start && pattern[pattern.length - 1] == '/';
        int end = isForDirectories ? pattern.length - 1 : pattern.length;
        List<@Nullable NameGlob> names = new ArrayList<>();
        int first = start;
        for (int i = start; i <= end; i++) {
            if (i < end && pattern[i] != '/') continue;
            if (i == first) throw new IllegalArgumentException("has no name where there must be one");
            int[] name = Characters.of(pattern, first, i);
            names.add(isAnyDepth(name) ? null : NameGlob.of(name));
            first = i + 1;
        }
        boolean isAnchored = start == 1 || names.size() > 1;
        if (names.getLast() == null) { // what is inside, and so at least one name; and a name on its own
            if (!isAnchored) names.clear();
            names.add(NameGlob.of(ANY_NAME));
        }
        return new PathPattern(names, isAnchored, isForDirectories);
    }

    private static boolean isAnyDepth(int[] name) {
        return name.length == 2 && name[0] == '*' && name[1] == '*';
    }

    /// The names of a path.
    public static int[][] split(byte[] path) {
        int[][] names = new int[1][];
        int count = 0;
        int first = 0;
        for (int i = 0; i <= path.length; i++) {
            if (i < path.length && path[i] != '/') continue;
            if (count == names.length) names = Arrays.copyOf(names, 2 * count);
            names[count++] = Characters.of(path, first, i);
            first = i + 1;
        }
        return Arrays.copyOf(names, count);
    }

    /// @param path its names, at least one
    public boolean matches(int[][] path, boolean isDirectory) {
        if (isForDirectories && !isDirectory) return false;
        if (isAnchored) return matches(path);
        NameGlob only = names.getFirst();
        return only == null || only.matches(path[path.length - 1]);
    }

    /// As [NameGlob] with characters, and for the same reason as fast: each name is compared with
    /// each glob once at most for every `**`, and only the last of those is tried again.
    private boolean matches(int[][] path) {
        int next = 0;
        int at = 0;
        int anyDepth = -1;
        int behind = 0;
        while (at < path.length) {
            NameGlob glob = next < names.size() ? names.get(next) : null;
            if (next < names.size() && glob == null) {
                anyDepth = next++;
                behind = at;
            } else if (glob != null && glob.matches(path[at])) {
                next++;
                at++;
            } else if (anyDepth >= 0) {
                next = anyDepth + 1;
                at = ++behind;
            } else {
                return false;
            }
        }
        return next == names.size();
    }
}
