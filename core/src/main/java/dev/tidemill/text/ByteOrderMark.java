package dev.tidemill.text;

import dev.tidemill.annotation.Nullable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// What a text may begin with to say what its bytes are.
enum ByteOrderMark {
    UTF_32BE(StandardCharsets.UTF_32BE, 0x00, 0x00, 0xFE, 0xFF),
    UTF_32LE(StandardCharsets.UTF_32LE, 0xFF, 0xFE, 0x00, 0x00), // before UTF-16LE, which it begins with
    UTF_8(StandardCharsets.UTF_8, 0xEF, 0xBB, 0xBF),
    UTF_16BE(StandardCharsets.UTF_16BE, 0xFE, 0xFF),
    UTF_16LE(StandardCharsets.UTF_16LE, 0xFF, 0xFE);

    private static final ByteOrderMark[] ALL = values();

    private final Charset charset;
    private final byte[] bytes;

    ByteOrderMark(Charset charset, int... bytes) {
        this.charset = charset;
        this.bytes = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) this.bytes[i] = (byte) bytes[i];
    }

    Charset charset() {
        return charset;
    }

    int length() {
        return bytes.length;
    }

    /// Whether it takes more bytes to know.
    static boolean isOpen(byte[] text, int from, int to) {
        for (ByteOrderMark mark : ALL) {
            if (to - from < mark.length() && mark.startsLike(text, from, to)) return true;
        }
        return false;
    }

    /// The mark with which the text begins, or null.
    static @Nullable ByteOrderMark of(byte[] text, int from, int to) {
        for (ByteOrderMark mark : ALL) {
            if (to - from >= mark.length() && mark.startsLike(text, from, to)) return mark;
        }
        return null;
    }

    private boolean startsLike(byte[] text, int from, int to) {
        int length = Math.min(to - from, bytes.length);
        for (int i = 0; i < length; i++) {
            if (text[from + i] != bytes[i]) return false;
        }
        return true;
    }
}
