package forgotten;

import dev.tidemill.file.AsyncFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;

/// The same, and nothing is forgotten: somebody waits, or it is said that nobody does.
final class Meant {

    private Meant() {}

    static void save(Path path, String text) throws IOException, InterruptedException {
        AsyncFiles.writeString(path, text).await();
    }

    static void saveLater(Executor executor, Path path, String text) {
        executor.execute(() -> AsyncFiles.writeString(path, text).forget());
    }

    static void saveEach(List<Path> paths, String text) {
        paths.forEach(path -> AsyncFiles.writeString(path, text).forget());
    }
}
