package dev.tidemill.transfer.block;

import dev.tidemill.annotation.Nullable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;

/// A file that is probably in one block, read by the thread that wants it: to ask another for these
/// few calls would cost more than they do. If it is longer after all, it is read to its end.
public final class ShortContent implements Content {

    private final Path path;
    private final SeekableByteChannel channel;
    private final MemorySegment block;

    public ShortContent(Path path, Set<? extends OpenOption> options, MemorySegment block) throws IOException {
        this.path = path;
        this.channel = Files.newByteChannel(path, options);
        this.block = block;
    }

    @Override
    public @Nullable MemorySegment next() throws IOException {
        ByteBuffer bytes = block.asByteBuffer();
        try {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes) < 0) break;
            }
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) { // has no name
            throw new FileSystemException(path.toString(), null, e.getMessage());
        }
        return bytes.position() == 0 ? null : block.asSlice(0, bytes.position());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
