package dev.tidemill.examples;

import dev.tidemill.directory.DirectoryWatch;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Objects;

/// What is added to a file, as it is added: `tail -f`.
final class TailFile {

    private TailFile() {}

    public static void main(String[] arguments) throws Exception {
        follow(Path.of(arguments[0]), System.out);
    }

    /// Ends when the thread is interrupted, or the folder is gone. Bytes are passed on as they
    /// come: a character may be written in two pieces.
    static void follow(Path path, OutputStream target) throws IOException, InterruptedException {
        Path file = path.toAbsolutePath();
        Path folder = Objects.requireNonNull(file.getParent(), "a file is in a folder");
        // first the watch, then the end of the file: so nothing is missed
        try (DirectoryWatch watch = AsyncFiles.watch(folder).await();
                AsyncFile log = AsyncFile.open(file).await()) {
            byte[] buffer = new byte[8192];
            long position = log.size().await();
            while (true) {
                if (log.size().await() < position) position = 0; // emptied, to begin anew
                for (int read; (read = log.read(buffer, position).await()) > 0; position += read) {
                    target.write(buffer, 0, read);
                }
                target.flush();
                while (!watch.next().await().path().equals(file)) continue; // of its neighbours
            }
        }
    }
}
