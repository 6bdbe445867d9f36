package dev.tidemill.bench;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What the system keeps of files.
final class PageCache {

    private PageCache() {}

    /// Takes the file out of memory, by `dd` (posix_fadvise); it is on the device first.
    static void evict(Path path) throws IOException, InterruptedException {
        try (var file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        Process dd = new ProcessBuilder("dd", "of=" + path, "oflag=nocache", "conv=notrunc,fdatasync", "count=0")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (dd.waitFor() != 0) throw new IOException("dd failed to evict " + path);
    }
}
