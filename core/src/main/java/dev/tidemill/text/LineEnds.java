package dev.tidemill.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Where a line ends: at `\n`, at `\r`, or at both together; and whether it is ASCII, which costs
/// next to nothing to see on the way.
final class LineEnds {

    /// The first byte in memory is the lowest one, also where the machine has it otherwise.
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private long seen; // all bytes of the line so far, one on the other

    /// Looks for the end of a line, which begins here or has been looked at before.
    ///
    /// @return the index of the first `\n` or `\r`, or -1 if there is none
    int first(byte[] text, int from, int to) {
        long bytes = seen;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long eight = (long) EIGHT_BYTES.get(text, at);
            long found = lowestZero(eight ^ ONES * '\n') | lowestZero(eight ^ ONES * '\r');
            if (found != 0) {
                seen = bytes | (eight & (found ^ (found - 1))); // not what is behind
                return at + (Long.numberOfTrailingZeros(found) >> 3);
            }
            bytes |= eight;
        }
        for (; at < to; at++) {
            byte one = text[at];
            if (one == '\n' || one == '\r') {
                seen = bytes;
                return at;
            }
            bytes |= one;
        }
        seen = bytes;
        return -1;
    }

    /// Whether the line is ASCII, as far as it was looked at.
    boolean isAscii() {
        return (seen & HIGH_BITS) == 0;
    }

    void nextLine() {
        seen = 0;
    }

    /// The lowest bit that is set is the highest of the first byte that is 0; those above may be
    /// wrong.
    private static long lowestZero(long bytes) {
        return (bytes - ONES) & ~bytes & HIGH_BITS;
    }

    /// @return the index of the first `\n` or `\r`, or -1 if there is none
    static int first(char[] text, int from, int to) {
        for (int at = from; at < to; at++) {
            char c = text[at];
            if (c <= '\r' && (c == '\n' || c == '\r')) return at;
        }
        return -1;
    }
}
