package dev.tidemill.transfer.verify;

import dev.tidemill.transfer.names.PathBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/// A set of paths that takes about sixteen bytes for each, however long they are: it keeps numbers
/// made of them, 63 bits of SHA-256 of a secret and the path. Where a million paths are in it, one
/// question of 9 million million about other paths gets a wrong answer, and nobody can know which.
/// For one thread.
final class Names {

    private static final int FIRST_LENGTH = 1024;

    private final MessageDigest digest;
    private final byte[] secret = new byte[16];
    private long[] table = new long[FIRST_LENGTH]; // 0 is an empty place
    private int size;

    Names() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has it", e);
        }
        new SecureRandom().nextBytes(secret);
    }

    void add(Path name) {
        if (size > table.length / 2) grow();
        if (put(table, number(name))) size++;
    }

    boolean contains(Path name) {
        long number = number(name);
        return table[placeOf(table, number)] == number;
    }

    private void grow() {
        if (table.length > 1 << 29) throw new OutOfMemoryError("more than 500 million names");
        long[] larger = new long[2 * table.length];
        for (long number : table) {
            if (number != 0) put(larger, number);
        }
        table = larger;
    }

    private static boolean put(long[] table, long number) {
        int place = placeOf(table, number);
        if (table[place] == number) return false;
        table[place] = number;
        return true;
    }

    /// Where the number is, or would be.
    private static int placeOf(long[] table, long number) {
        int place = (int) number & (table.length - 1);
        while (table[place] != 0 && table[place] != number) place = (place + 1) & (table.length - 1);
        return place;
    }

    private long number(Path name) {
        digest.update(secret);
        byte[] bytes = digest.digest(PathBytes.of(name));
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() | Long.MIN_VALUE;
    }
}
