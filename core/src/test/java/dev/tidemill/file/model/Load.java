package dev.tidemill.file.model;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Memory of one transfer in several pieces, some of which may be empty.
final class Load {

    private static final int MOST_PIECES = 5;

    private final List<Cargo> pieces = new ArrayList<>();
    private final boolean buffers;
    private final int length;

    Load(Subject subject, AsyncFile user, int length, boolean aligned) {
        Random random = subject.random();
        int unit = aligned ? Subject.ALIGNMENT : 1;
        this.buffers = random.nextBoolean();
        this.length = length;
        int count = 1 + random.nextInt(MOST_PIECES);
        int left = length;
        for (int i = 1; i < count; i++) {
            int piece = random.nextInt(left / unit + 1) * unit;
            pieces.add(subject.cargo(user, piece, buffers));
            left -= piece;
        }
        pieces.add(subject.cargo(user, left, buffers));
    }

    Load fill(byte[] bytes) {
        int from = 0;
        for (Cargo piece : pieces) {
            var _ = piece.fill(Arrays.copyOfRange(bytes, from, from + piece.length()));
            from += piece.length();
        }
        return this;
    }

    /// Null if they are to be given as [#segments].
    ByteBuffer @Nullable [] buffers() {
        return buffers ? pieces.stream().map(Cargo::buffer).toArray(ByteBuffer[]::new) : null;
    }

    List<MemorySegment> segments() {
        return pieces.stream().map(Cargo::segment).toList();
    }

    int length() {
        return length;
    }

    /// How far the buffers' positions went on together; -1 if there are none that would tell.
    int moved() {
        if (!buffers) return -1;
        int moved = 0;
        boolean full = true;
        for (Cargo piece : pieces) {
            if (!full && piece.moved() > 0) throw new AssertionError("a buffer went on before those in front of it");
            full &= piece.moved() == piece.length();
            moved += piece.moved();
        }
        return moved;
    }

    byte[] bytes() {
        byte[] bytes = new byte[length];
        int to = 0;
        for (Cargo piece : pieces) {
            System.arraycopy(piece.bytes(), 0, bytes, to, piece.length());
            to += piece.length();
        }
        return bytes;
    }

    /// The caller has his memory back, and uses it for something else.
    void reuse() {
        pieces.forEach(Cargo::reuse);
    }

    void checkMargins() {
        pieces.forEach(Cargo::checkMargins);
    }

    @Override
    public String toString() {
        return pieces.toString();
    }
}
