package forgotten;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/// Tasks that somebody forgot to wait for. None of this compiles with Error Prone.
final class Refused {

    private Refused() {}

    static void save(Path path, String text) {
        AsyncFiles.writeString(path, text); // refused
    }

    static void saveLater(Executor executor, Path path, String text) {
        executor.execute(() -> AsyncFiles.writeString(path, text)); // refused
        executor.execute(() -> {
            AsyncFiles.writeString(path, text); // refused
        });
    }

    static void saveEach(List<Path> paths, String text) {
        paths.forEach(path -> AsyncFiles.writeString(path, text)); // refused
        paths.forEach(AsyncFiles::readString); // refused
        for (Path path : paths) AsyncFiles.writeString(path, text); // refused
    }

    static void saveAndClose(AsyncFile file, byte[] bytes) {
        file.writeFully(bytes, 0).thenRun(() -> System.out.println("saved")); // refused
        file.closing(); // refused
    }

    static void compute(Runnable work) {
        Task.run(work::run).cancelAfter(Duration.ofSeconds(5)); // refused
    }
}
