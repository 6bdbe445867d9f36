package dev.tidemill.stream;

import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Reads to the end, or a number of bytes, into an array that grows with what comes.
final class Collecting extends Steps<byte[]> {

    private static final int FIRST_BYTES = 8192;
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final ByteSource source;
    private final int most;
    private ByteBuffer collected;

    private Collecting(ByteSource source, int most) {
        this.source = source;
        this.most = most;
        this.collected = ByteBuffer.allocate(Math.min(most, FIRST_BYTES));
    }

    static Task<byte[]> upTo(ByteSource source, int length, CancellationToken token) {
        if (length < 0) throw new IllegalArgumentException("length is negative: " + length);
        return length == 0 ? Task.completed(new byte[0]) : new Collecting(source, length).begin(token);
    }

    static Task<byte[]> toEnd(ByteSource source, CancellationToken token) {
        return new Collecting(source, Integer.MAX_VALUE).begin(token);
    }

    @Override
    byte[] work() throws EndedBy, IOException {
        do {
            endIfAsked();
            if (!collected.hasRemaining()) grow();
            if (value(source.read(collected)) < 0) break;
        } while (collected.position() < most);
        byte[] bytes = collected.array();
        return collected.position() == bytes.length ? bytes : Arrays.copyOf(bytes, collected.position());
    }

    private void grow() throws IOException {
        int length = collected.capacity();
        if (length == LONGEST_ARRAY)
            throw new IOException(source + " has more than " + length + " bytes: too many for an array");
        int longer = (int) Math.min(Math.min(most, LONGEST_ARRAY), 2L * length);
        collected = ByteBuffer.wrap(Arrays.copyOf(collected.array(), longer)).position(length);
    }

    @Override
    protected String describe() {
        return source + ": read " + (most == Integer.MAX_VALUE ? "to the end" : "of " + most + " bytes");
    }
}
