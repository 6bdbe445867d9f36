package dev.tidemill.nio;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/// The measure: what the contract says of channels is true of the JDK's.
class JdkChannelTest extends ChannelContract {
    @Override
    AsynchronousFileChannel open(
            Path path, Set<? extends OpenOption> options, ExecutorService executor, FileAttribute<?>... attributes)
            throws IOException {
        return AsynchronousFileChannel.open(path, options, executor, attributes);
    }
}
