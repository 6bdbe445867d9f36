package dev.tidemill.bench;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.bench.worker.Workload;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/// Where the data is. The large file and the small ones are made once and stay for the next
/// comparison; everything else is in one run directory, and goes with it.
final class Place implements AutoCloseable {

    private static final long GIBIBYTE = 1L << 30;
    private static final int CHUNK_BYTES = 64 << 20;
    private static final int FILES_PER_DIRECTORY = 1000;

    private final Path data;
    private final Path directory;
    private final long dataBytes;
    private final int files;
    private final Path runDirectory;
    private final FileChannel lockFile;
    private int directories;

    Place(Path directory, long dataBytes, int files) throws IOException {
        this.dataBytes = dataBytes;
        this.files = files;
        this.directory = directory;
        Files.createDirectories(directory);
        data = directory.resolve("data-" + (dataBytes >> 20) + "-MiB");
        lockFile = FileChannel.open(directory.resolve("lock"), WRITE, CREATE);
        runDirectory = Files.createTempDirectory(directory, "run-");
    }

    Path data() {
        return data;
    }

    long dataBytes() {
        return dataBytes;
    }

    /// @param fileBytes size of each of its files
    Path tree(int fileBytes) {
        String name = "files-" + files;
        return directory.resolve(fileBytes == Workload.BLOCK_BYTES ? name : name + "-of-" + fileBytes);
    }

    Path runDirectory() {
        return runDirectory;
    }

    /// Held for a round, so that two comparisons in one place take turns instead of sharing a
    /// device.
    FileLock lock() throws IOException {
        return lockFile.lock();
    }

    /// A file with other bytes in each block, on the device. It gets its name when it is complete.
    void requireData() throws IOException {
        if (Files.exists(data)) return;
        Path unfinished = runDirectory.resolve("data");
        byte[] random = new byte[(int) Math.min(CHUNK_BYTES, dataBytes)];
        new SplittableRandom(1).nextBytes(random);
        ByteBuffer chunk = ByteBuffer.allocateDirect(random.length).put(random);
        try (var file = FileChannel.open(unfinished, WRITE, CREATE, TRUNCATE_EXISTING)) {
            for (long position = 0; position < dataBytes; ) {
                for (int block = 0; block < chunk.capacity(); block += Workload.BLOCK_BYTES) {
                    chunk.putLong(block, position + block);
                }
                chunk.clear().limit((int) Math.min(chunk.capacity(), dataBytes - position));
                while (chunk.hasRemaining()) position += file.write(chunk);
            }
            file.force(true);
        }
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /// The small files, complete or not there at all.
    void requireTree(int fileBytes) throws IOException {
        Path tree = tree(fileBytes);
        if (Files.exists(tree)) return;
        Path unfinished = Files.createDirectory(runDirectory.resolve("files"));
        byte[] random = new byte[fileBytes];
        var generator = new SplittableRandom(2);
        Path parent = unfinished;
        for (int i = 0; i < files; i++) {
            if (i % FILES_PER_DIRECTORY == 0) {
                parent = Files.createDirectory(unfinished.resolve("%03d".formatted(i / FILES_PER_DIRECTORY)));
            }
            generator.nextBytes(random);
            Files.write(parent.resolve("%06d".formatted(i)), random);
        }
        Files.move(unfinished, tree, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Reads the whole large file, so that it is in the page cache.
    void cacheData() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        try (var file = FileChannel.open(data, READ)) {
            while (file.read(buffer.clear()) >= 0) {}
        }
    }

    /// True while every page of the large file is in the page cache.
    boolean isDataCached() throws IOException {
        try (var file = FileChannel.open(data, READ);
                var arena = Arena.ofConfined()) {
            return file.map(FileChannel.MapMode.READ_ONLY, 0, dataBytes, arena).isLoaded();
        }
    }

    void cacheTree(int fileBytes) throws IOException {
        try (var paths = Files.walk(tree(fileBytes))) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                if (Files.size(path) != Files.readAllBytes(path).length) throw new IOException(path + " changes");
            }
        }
    }

    void evictTree(int fileBytes) throws IOException {
        try (var paths = Files.walk(tree(fileBytes))) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) PageCache.drop(path);
        }
    }

    /// Uses as much memory once as the copy of the large file, and then some, so that free memory
    /// is memory the machine really has. Never more than half of what is available.
    void touchMemory() throws IOException {
        long bytes = Math.min(dataBytes + dataBytes / 4, Machine.availableBytes() / 2);
        try (var arena = Arena.ofConfined()) {
            for (long left = bytes; left > 0; left -= GIBIBYTE) {
                arena.allocate(Math.min(left, GIBIBYTE)).fill((byte) 1);
            }
        }
    }

    /// Gives a side a directory that never was before, and removes what it wrote. Nothing of that
    /// is left to the time of the next side: also the freeing of blocks is waited for.
    Sample withFreshDirectory(Side.Running side) throws SideFailedException, IOException, InterruptedException {
        Path directory = Files.createDirectory(runDirectory.resolve(String.valueOf(directories++)));
        Sample sample = side.measure(directory);
        Path copy = directory.resolve("copy");
        if (Files.exists(copy)) {
            if (Files.size(copy) != dataBytes) {
                throw new SideFailedException("the copy has " + Files.size(copy) + " bytes instead of " + dataBytes);
            }
            Files.delete(copy);
            ChildProcess.run(List.of("sync", "-f", runDirectory.toString()), Duration.ofMinutes(2));
        }
        return sample;
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
        if (!Files.exists(runDirectory)) return;
        try (var paths = Files.walk(runDirectory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
        }
    }
}
