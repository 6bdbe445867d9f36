package dev.tidemill.file.model;

import java.util.Random;

/// Bytes that a step writes.
///
/// Those of an append have the number of the step in their upper bits. So of several appends, whose
/// order nobody knows, each byte tells whose it is.
final class Content {

    /// How many steps can be told apart.
    static final int TAGS = 8;

    private static final int TAG_SHIFT = 5;

    private Content() {}

    static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static byte[] tagged(Random random, int length, int tag) {
        byte[] bytes = random(random, length);
        int rest = (1 << TAG_SHIFT) - 1;
        for (int i = 0; i < length; i++) bytes[i] = (byte) ((tag << TAG_SHIFT) | (bytes[i] & rest));
        return bytes;
    }

    static int tag(byte value) {
        return (value & 0xff) >> TAG_SHIFT;
    }
}
