package dev.tidemill.engine;

import java.nio.ByteBuffer;

/// The positions of the caller's buffers, which go on by what was transferred.
///
/// A caller who changes a buffer meanwhile makes a mistake; but its task has to end.
final class Cursors {

    private Cursors() {}

    static void advance(ByteBuffer cursor, long bytes) {
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
