package dev.tidemill.bench.worker;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.file.FileStatus;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is done to each of the files.
public enum NameWork {
    STAT(0) {
        @Override
        void byJdk(Path path) throws IOException {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) throw wrong(path);
        }

        @Override
        Task<?> byTidemill(Path path) {
            return AsyncFiles.status(path);
        }

        @Override
        Task<List<Outcome<FileStatus>>> byBatch(List<Path> paths) {
            return AsyncFiles.statuses(paths);
        }
    },
    UNLINK(0) {
        @Override
        public boolean usesFilesUp() {
            return true;
        }

        @Override
        void byJdk(Path path) throws IOException {
            Files.delete(path);
        }

        @Override
        Task<?> byTidemill(Path path) {
            return AsyncFiles.delete(path);
        }

        @Override
        Task<List<Outcome<Void>>> byBatch(List<Path> paths) {
            return AsyncFiles.deleteAll(paths);
        }
    },
    READ_CACHED(4096) {
        @Override
        void byJdk(Path path) throws IOException {
            if (Files.readAllBytes(path).length != bytes) throw wrong(path);
        }

        @Override
        Task<?> byTidemill(Path path) {
            return AsyncFiles.readAllBytes(path);
        }

        @Override
        Task<List<Outcome<byte[]>>> byBatch(List<Path> paths) {
            return AsyncFiles.readAll(paths);
        }
    },
    READ_UNCACHED(65536) {
        @Override
        void byJdk(Path path) throws IOException {
            READ_CACHED.byJdk(path);
        }

        @Override
        Task<?> byTidemill(Path path) {
            return AsyncFiles.readAllBytes(path);
        }

        @Override
        void beforeEachRound(List<Path> paths) throws IOException {
            try (Arena arena = Arena.ofConfined()) {
                for (Path path : paths) evict(path, arena);
            }
        }
    },
    CREATE(4096) {
        @Override
        public boolean usesFilesUp() {
            return true;
        }

        @Override
        void byJdk(Path path) throws IOException {
            Files.write(path, content());
        }

        @Override
        Task<?> byTidemill(Path path) {
            return AsyncFiles.write(path, content());
        }

        @Override
        Task<List<Outcome<Void>>> byBatch(List<Path> paths) {
            Map<Path, byte[]> files = LinkedHashMap.newLinkedHashMap(paths.size());
            for (Path path : paths) files.put(path, content());
            return AsyncFiles.writeAll(files);
        }

        @Override
        public void prepare(Path directory, int files) throws IOException {
            var _ = paths(directory, files);
        }

        @Override
        void beforeEachRound(List<Path> paths) throws IOException {
            var _ = paths;
            WarmMemory.touch();
        }
    };

    private static final int FILES_PER_DIRECTORY = 1_000;

    final int bytes;
    private final byte[] content;

    NameWork(int bytes) {
        this.bytes = bytes;
        content = new byte[bytes];
    }

    final byte[] content() {
        return content;
    }

    abstract void byJdk(Path path) throws IOException;

    abstract Task<?> byTidemill(Path path);

    /// As one operation; null where there is none.
    @Nullable
    Task<? extends List<? extends Outcome<?>>> byBatch(List<Path> paths) {
        return null;
    }

    /// Whether each round needs files of its own, or directories without files.
    public boolean usesFilesUp() {
        return false;
    }

    /// Makes what a round needs, in a directory that never was before.
    public void prepare(Path directory, int files) throws IOException {
        for (Path path : paths(directory, files)) Files.write(path, content);
    }

    void beforeEachRound(List<Path> paths) throws IOException {}

    static List<Path> paths(Path directory, int files) throws IOException {
        List<Path> paths = new ArrayList<>(files);
        Path parent = directory;
        for (int i = 0; i < files; i++) {
            if (i % FILES_PER_DIRECTORY == 0) {
                parent = Files.createDirectories(directory.resolve("%03d".formatted(i / FILES_PER_DIRECTORY)));
            }
            paths.add(parent.resolve("%06d".formatted(i)));
        }
        return paths;
    }

    private static void evict(Path path, Arena arena) throws IOException {
        int fd = LibC.open(arena.allocateFrom(path.toString()).address(), Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
        if (fd < 0 || LibC.fdatasync(fd) < 0 || LibC.posix_fadvise(fd, 0, 0, Fcntl.POSIX_FADV_DONTNEED) < 0) {
            throw new IOException("cannot evict " + path);
        }
        if (LibC.close(fd) < 0) throw new IOException("cannot close " + path);
    }

    static IOException wrong(Path path) {
        return new IOException("not what it was: " + path);
    }
}
