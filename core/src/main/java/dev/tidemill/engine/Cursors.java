package dev.tidemill.engine;

import dev.tidemill.annotation.Nullable;
import java.nio.ByteBuffer;

/// The positions of the caller's buffers, which go on by what was transferred.
///
/// A caller who changes a buffer meanwhile makes a mistake; but its task has to end.
public final class Cursors {

    private Cursors() {}

    /// @param cursor null if the memory is that of no buffer
    public static void advance(@Nullable ByteBuffer cursor, long bytes) {
        if (cursor == null) return;
        try {
            cursor.position((int) Math.min(cursor.limit(), cursor.position() + bytes));
        } catch (IllegalArgumentException e) {
            // the limit was moved just now: there is no right position
        }
    }

    static void advance(VectoredTransfer<?> transfer, long bytes) {
        long left = bytes;
        for (int i = 0; i < transfer.cursors().size() && left > 0; i++) {
            long length = Math.min(transfer.pieces().get(i).byteSize(), left);
            advance(transfer.cursors().get(i), length);
            left -= length;
        }
    }
}
