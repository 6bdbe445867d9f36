package dev.tidemill.examples;

import static java.nio.file.StandardOpenOption.READ;

import dev.tidemill.nio.TidemillFileChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.zip.CRC32C;

/// The checksum of a file, by a program that was written for the JDK's channels. The line that
/// opens is all that knows Tidemill.
final class DropInChannel implements CompletionHandler<Integer, ByteBuffer> {

    private static final int BLOCK_BYTES = 128 * 1024;

    private final AsynchronousFileChannel channel;
    private final CRC32C checksum = new CRC32C();
    private final CompletableFuture<Long> result = new CompletableFuture<>();
    private long position;

    private DropInChannel(AsynchronousFileChannel channel) {
        this.channel = channel;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 1) {
            System.err.println("usage: DropInChannel FILE");
            System.exit(2);
        }
        System.out.printf("CRC-32C %08x%n", checksum(Path.of(arguments[0])));
    }

    static long checksum(Path path) throws IOException, InterruptedException, ExecutionException {
        try (AsynchronousFileChannel channel = TidemillFileChannel.open(path, READ)) { // AsynchronousFileChannel.open
            var reader = new DropInChannel(channel);
            reader.readNext(ByteBuffer.allocateDirect(BLOCK_BYTES));
            return reader.result.get();
        }
    }

    private void readNext(ByteBuffer block) {
        channel.read(block, position, block, this);
    }

    @Override
    public void completed(Integer bytes, ByteBuffer block) {
        if (bytes < 0) {
            result.complete(checksum.getValue());
            return;
        }
        position += bytes;
        checksum.update(block.flip());
        readNext(block.clear());
    }

    @Override
    public void failed(Throwable failure, ByteBuffer block) {
        result.completeExceptionally(failure);
    }
}
