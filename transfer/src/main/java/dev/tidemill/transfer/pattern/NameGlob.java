package dev.tidemill.transfer.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A pattern for one name: literal characters, `?`, `*` and sets.
///
/// Matching takes at most as many steps as pattern and name have characters, multiplied: only the
/// last `*` is ever tried again, since whatever an earlier one could take besides, it can too.
final class NameGlob {

    private static final int ANY = -1;
    private static final int STAR = -2;

    /// And less: the sets, from the first on.
    private static final int FIRST_SET = -3;

    /// Characters, or one of the above.
    private final int[] tokens;

    private final List<CharacterSet> sets;

    private NameGlob(int[] tokens, List<CharacterSet> sets) {
        this.tokens = tokens;
        this.sets = sets;
    }

    /// @throws IllegalArgumentException that says what is wrong with it
    static NameGlob of(int[] pattern) {
        int[] tokens = new int[pattern.length];
        List<CharacterSet> sets = new ArrayList<>();
        int count = 0;
        for (int i = 0; i < pattern.length; i++) {
            switch (pattern[i]) {
                case '?' -> tokens[count++] = ANY;
                case '*' -> {
                    if (count == 0 || tokens[count - 1] != STAR) tokens[count++] = STAR;
                }
                case '[' -> {
                    CharacterSet set = CharacterSet.startingAt(pattern, i);
                    tokens[count++] = FIRST_SET - sets.size();
                    sets.add(set);
                    i = set.end();
                }
                case '\\' -> {
                    if (++i == pattern.length)
                        throw new IllegalArgumentException("ends with a \\ that escapes nothing");
                    tokens[count++] = pattern[i];
                }
                default -> tokens[count++] = pattern[i];
            }
        }
        return new NameGlob(Arrays.copyOf(tokens, count), List.copyOf(sets));
    }

    boolean matches(int[] name) {
        int token = 0;
        int at = 0;
        int star = -1; // the last one met
        int behindStar = 0; // where the name goes on behind what that took
        while (at < name.length) {
            if (token < tokens.length && tokens[token] == STAR) {
                star = token++;
                behindStar = at;
            } else if (token < tokens.length && matches(tokens[token], name[at])) {
                token++;
                at++;
            } else if (star >= 0) {
                token = star + 1;
                at = ++behindStar;
            } else {
                return false;
            }
        }
        return token == tokens.length || (token == tokens.length - 1 && tokens[token] == STAR);
    }

    private boolean matches(int token, int character) {
        if (token >= 0) return token == character;
        return token == ANY || sets.get(FIRST_SET - token).contains(character);
    }
}
