package dev.tidemill.examples;

import dev.tidemill.blocking.BlockingInput;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.StreamCopy;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Saves what comes from anywhere, and says how far it is.
final class CopyStreams {

    private CopyStreams() {}

    public static void main(String[] arguments) throws Exception {
        URLConnection connection = URI.create(arguments[0]).toURL().openConnection();
        try (InputStream input = connection.getInputStream()) {
            long bytes = save(input, connection.getContentLengthLong(), Path.of(arguments[1]), CopyStreams::show);
            System.out.println(bytes + " bytes were saved");
        }
    }

    /// @param total how many bytes will come; -1 if nobody knows
    static long save(InputStream input, long total, Path target, Consumer<Progress> watcher)
            throws IOException, InterruptedException {
        var settings = StreamCopy.Settings.DEFAULT.withTotalBytes(total);
        try (ByteSource source = BlockingInput.of(input);
                ByteSink sink = AsyncFiles.sink(target).await();
                StreamCopy copy = StreamCopy.start(source, sink, settings)) {
            copy.onProgress(watcher);
            return copy.await();
        }
    }

    private static void show(Progress progress) {
        String of = progress.isTotalKnown() ? " of " + progress.totalBytes() : "";
        System.out.println(progress.transferredBytes() + of + " bytes");
    }
}
