package dev.tidemill.bench.worker;

import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Who does it.
public enum NameSide {
    FILES("Files, 1 thread") {
        @Override
        void run(NameWork work, List<Path> paths) throws Exception {
            for (Path path : paths) work.byJdk(path);
        }
    },
    POOL("Files, pool of 8") {
        @Override
        void run(NameWork work, List<Path> paths) throws Exception {
            byThreads(POOL_OF_8, work, paths);
        }
    },
    VIRTUAL("Files, virtual threads") {
        @Override
        void run(NameWork work, List<Path> paths) throws Exception {
            byThreads(VIRTUAL_THREADS, work, paths);
        }
    },
    TIDEMILL("Tidemill, a task for each") {
        @Override
        void run(NameWork work, List<Path> paths) throws Exception {
            List<Task<?>> tasks = new ArrayList<>(paths.size());
            for (Path path : paths) tasks.add(work.byTidemill(path));
            for (Task<?> task : tasks) {
                var _ = task.await();
            }
        }
    },
    BATCH("Tidemill, all at once") {
        @Override
        public boolean isFor(NameWork work) {
            return work.byBatch(List.of()) != null;
        }

        @Override
        void run(NameWork work, List<Path> paths) throws Exception {
            for (Outcome<?> outcome :
                    Objects.requireNonNull(work.byBatch(paths)).await()) {
                if (!(outcome instanceof Outcome.Succeeded)) throw new IllegalStateException(outcome.toString());
            }
        }
    };

    private static final ExecutorService POOL_OF_8 = Executors.newFixedThreadPool(8);
    private static final ExecutorService VIRTUAL_THREADS = Executors.newVirtualThreadPerTaskExecutor();

    public final String title;

    NameSide(String title) {
        this.title = title;
    }

    /// Whether it is one of those that do it.
    public boolean isFor(NameWork work) {
        return true;
    }

    public boolean isTidemill() {
        return this == TIDEMILL || this == BATCH;
    }

    abstract void run(NameWork work, List<Path> paths) throws Exception;

    private static void byThreads(ExecutorService threads, NameWork work, List<Path> paths) throws Exception {
        List<Future<?>> futures = new ArrayList<>(paths.size());
        for (Path path : paths) {
            futures.add(threads.submit(() -> {
                work.byJdk(path);
                return null;
            }));
        }
        for (Future<?> future : futures) {
            var _ = future.get();
        }
    }
}
