package dev.tidemill.bench.worker;

import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;

/// `AsyncFiles.readAllBytes` for each file of a tree.
abstract class TidemillSmallFiles extends SmallFiles {

    TidemillSmallFiles(Workload workload) throws IOException {
        super(workload);
    }

    /// All of them in one expression; the engine holds back what is too much.
    static final class AllAtOnce extends TidemillSmallFiles {
        AllAtOnce(Workload workload) throws IOException {
            super(workload);
        }

        @Override
        void readAll(List<Path> paths) throws IOException, InterruptedException {
            List<byte[]> contents = Tasks.whenAll(
                            paths.stream().map(AsyncFiles::readAllBytes).toList())
                    .await();
            for (byte[] content : contents) requireWhole(content);
        }
    }

    /// A window of files, the oldest awaited first: what is read can be used and forgotten
    /// meanwhile.
    static final class Window extends TidemillSmallFiles {
        private final int width;

        Window(int width, Workload workload) throws IOException {
            super(workload);
            this.width = width;
        }

        @Override
        void readAll(List<Path> paths) throws IOException, InterruptedException {
            var window = new ArrayDeque<Task<byte[]>>(width);
            for (Path path : paths) {
                if (window.size() == width) requireWhole(window.remove().await());
                window.add(AsyncFiles.readAllBytes(path));
            }
            for (Task<byte[]> rest : window) requireWhole(rest.await());
        }
    }
}
