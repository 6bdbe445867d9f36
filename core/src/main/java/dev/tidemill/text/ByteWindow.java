package dev.tidemill.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The bytes of a source that have come and are not taken.
final class ByteWindow {

    private static final int USUAL_BYTES = 32 * 1024;
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final byte[] NONE = {};

    /*
     *   bytes   | taken | not taken | room |
     *           0      from         to    length
     *           base: where that is in the source
     */
    byte[] bytes = NONE;
    int from;
    int to;
    private long base;

    int length() {
        return to - from;
    }

    /// Where in the source the byte at this index is.
    long position(int index) {
        return base + index;
    }

    /// What is not taken, to be decoded; [#taken] says how much of it was.
    ByteBuffer content() {
        return ByteBuffer.wrap(bytes, from, to - from);
    }

    void taken(int length) {
        from += length;
    }

    /// Room for more bytes, at least one; [#received] says how many there were.
    ///
    /// What is not taken is moved to the front, or to a longer array if it fills this one.
    ByteBuffer room(Object subject) throws IOException {
        int length = length();
        if (length > bytes.length / 2 || bytes.length == 0) {
            if (length == LONGEST_ARRAY) throw new IOException(subject + ": too long for one piece of text");
            moveTo(new byte[(int) Math.min(LONGEST_ARRAY, Math.max(USUAL_BYTES, 2L * bytes.length))]);
        } else if (bytes.length - to < bytes.length / 2) {
            moveTo(bytes);
        }
        return ByteBuffer.wrap(bytes, to, bytes.length - to);
    }

    private void moveTo(byte[] target) {
        int length = length();
        System.arraycopy(bytes, from, target, 0, length);
        base += from;
        bytes = target;
        from = 0;
        to = length;
    }

    void received(int length) {
        to += length;
    }

    /// Everything was taken, and it may have been much.
    void release() {
        base += to;
        bytes = NONE;
        from = 0;
        to = 0;
    }

    @Override
    public String toString() {
        return Arrays.toString(Arrays.copyOfRange(bytes, from, to));
    }
}
