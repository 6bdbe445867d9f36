package dev.tidemill.examples;

import dev.tidemill.directory.DirectoryWatch;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/// What is added to a file, as it is added: `tail -f`.
final class TailFile {

    private TailFile() {}

    public static void main(String[] arguments) throws Exception {
        follow(Path.of(arguments[0]), System.out::print);
    }

    /// Returns when the thread is interrupted, or the folder is gone. A character that is written
    /// in two pieces is shown as it comes.
    static void follow(Path path, Consumer<String> show) throws IOException, InterruptedException {
        Path file = path.toAbsolutePath();
        Path folder = Objects.requireNonNull(file.getParent(), "a file is in a folder");
        // first the watch, then the end of the file: so nothing is missed
        try (DirectoryWatch watch = AsyncFiles.watch(folder).await();
                AsyncFile log = AsyncFile.open(file).await()) {
            byte[] buffer = new byte[8192];
            long position = log.size().await();
            while (true) {
                for (int read = log.read(buffer, position).await(); read > 0; ) {
                    show.accept(new String(buffer, 0, read, StandardCharsets.UTF_8));
                    position += read;
                    read = log.read(buffer, position).await();
                }
                while (!watch.next().await().path().equals(file)) continue; // of its neighbours
            }
        }
    }
}
