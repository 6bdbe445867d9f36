package dev.tidemill.transfer.names;

import java.util.Arrays;

/// Bytes as the characters that people see in them: what is well-formed UTF-8 is that character,
/// and every other byte is one of its own, which equals no character.
public final class Characters {

    /// Added to a byte that is no part of a character.
    private static final int NO_CHARACTER = 0x110000;

    private Characters() {}

    /// @param from index of the first byte, `to` of that behind the last one
    public static int[] of(byte[] bytes, int from, int to) {
        int[] characters = new int[to - from];
        int count = 0;
        for (int i = from; i < to; ) {
            int length = lengthAt(bytes, i, to);
            characters[count++] = length == 0 ? NO_CHARACTER + (bytes[i] & 0xFF) : characterAt(bytes, i, length);
            i += Math.max(1, length);
        }
        return Arrays.copyOf(characters, count);
    }

    /// How many bytes the character at `i` has; 0 if there is none. The Unicode Standard, table
    /// 3-7: nothing longer than needed, no surrogates, nothing above U+10FFFF.
    private static int lengthAt(byte[] bytes, int i, int to) {
        int first = bytes[i] & 0xFF;
        if (first < 0x80) return 1;
        int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
        if (length == 0 || to - i < length) return 0;
        int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        int second = bytes[i + 1] & 0xFF;
        if (second < lowest || second > highest) return 0;
        for (int k = 2; k < length; k++) {
            if ((bytes[i + k] & 0xC0) != 0x80) return 0;
        }
        return length;
    }

    private static int characterAt(byte[] bytes, int i, int length) {
        int character = length == 1 ? bytes[i] : bytes[i] & 0xFF >> (length + 1);
        for (int k = 1; k < length; k++) character = (character << 6) | (bytes[i + k] & 0x3F);
        return character;
    }
}
