package dev.tidemill.stream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/// A source for those who wait.
final class SourceInputStream extends InputStream {

    private final ByteSource source;

    SourceInputStream(ByteSource source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        return length == 0 ? 0 : Waits.await(source.read(ByteBuffer.wrap(target, offset, length)));
    }

    @Override
    public long skip(long count) throws IOException {
        return count <= 0 ? 0 : Waits.await(source.skip(count));
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
