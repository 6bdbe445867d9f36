package dev.tidemill.bench.worker;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// `Files.readAllBytes` for each file of a tree: open, read, close.
abstract class SmallFiles implements Contender {

    private final List<Path> files;
    private final int fileBytes;
    private final boolean once;

    SmallFiles(Workload workload) throws IOException {
        files = list(workload.tree());
        fileBytes = workload.fileBytes();
        once = !workload.cached();
    }

    /// The files of the tree, in the order of the walk.
    static List<Path> list(Path tree) throws IOException {
        try (var walk = Files.walk(tree)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    abstract void readAll(List<Path> paths) throws Exception;

    @Override
    public long run(Round round) throws Exception {
        long operations = 0;
        do {
            readAll(files);
            operations += files.size();
        } while (!once && !round.isOver());
        return operations;
    }

    final void read(Path file) throws IOException {
        requireWhole(Files.readAllBytes(file));
    }

    final void requireWhole(byte[] content) throws EOFException {
        if (content.length != fileBytes) throw new EOFException("a file gave " + content.length + " bytes");
    }

    /// One after the other.
    static final class OneThread extends SmallFiles {
        OneThread(Workload workload) throws IOException {
            super(workload);
        }

        @Override
        void readAll(List<Path> paths) throws IOException {
            for (Path path : paths) read(path);
        }
    }

    /// Threads of a pool that take the next file from a common counter: less than a task for each
    /// file costs.
    static final class Pool extends SmallFiles {
        private final int threads;
        private final ExecutorService pool;

        Pool(int threads, Workload workload) throws IOException {
            super(workload);
            this.threads = threads;
            pool = Executors.newFixedThreadPool(threads);
        }

        @Override
        void readAll(List<Path> paths) throws Exception {
            var next = new AtomicInteger();
            Callable<Void> reader = () -> {
                for (int i; (i = next.getAndIncrement()) < paths.size(); ) read(paths.get(i));
                return null;
            };
            var readers = IntStream.range(0, threads).mapToObj(_ -> reader).toList();
            for (Future<Void> done : pool.invokeAll(readers)) done.get();
        }

        @Override
        public void close() {
            pool.close();
        }
    }

    /// A virtual thread for each file.
    static final class VirtualThreads extends SmallFiles {
        VirtualThreads(Workload workload) throws IOException {
            super(workload);
        }

        @Override
        void readAll(List<Path> paths) throws Exception {
            Callers.VIRTUAL.run(paths.size(), i -> () -> {
                read(paths.get(i));
                return 1L;
            });
        }
    }
}
