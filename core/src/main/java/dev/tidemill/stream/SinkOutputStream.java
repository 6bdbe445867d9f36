package dev.tidemill.stream;

import dev.tidemill.task.CancellationToken;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// A sink for those who wait.
final class SinkOutputStream extends OutputStream {

    private final ByteSink sink;

    SinkOutputStream(ByteSink sink) {
        this.sink = sink;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Waits.await(sink.write(ByteBuffer.wrap(source, offset, length), CancellationToken.none()));
    }

    @Override
    public void flush() throws IOException {
        Waits.await(sink.flush());
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }
}
