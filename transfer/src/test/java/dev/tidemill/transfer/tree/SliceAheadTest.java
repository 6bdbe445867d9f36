package dev.tidemill.transfer.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.engine.DirectoryCalls;
import dev.tidemill.linux.Dirent;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.TreeCopy;
import dev.tidemill.transfer.entry.TreeMemory;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Files that are not in the page cache: on the file system of the build, as that of temporary
/// files may be nothing else.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SliceAheadTest {

    private static final int FILE_BYTES = 5000;
    private static final int READ = Fcntl.O_RDONLY | Fcntl.O_CLOEXEC;
    private static final int MOST_TRIES = 1000;

    private static final TreeCopy.Listener LISTENER = new TreeCopy.Listener() {};

    private Path directory;
    private Path source;
    private TreeMemory memory;
    private int descriptor;
    private int length; // of the entries
    private final SliceAhead ahead = new SliceAhead();

    @TempDir
    private Path elsewhere;

    @BeforeEach
    void open() throws IOException {
        assumeTrue(DirectoryCalls.areAvailable(), "there are no system calls");
        directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "slice-ahead");
        source = Files.createDirectory(directory.resolve("source"));
        memory = new TreeMemory(1 << 20);
    }

    @AfterEach
    void close() throws IOException {
        if (memory == null) return;
        ahead.close();
        if (descriptor > 0) assertThat(LibC.close(descriptor)).isZero();
        memory.close();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) Files.delete(path);
        }
    }

    @Test
    void whatIsFetchedIsOpenInTheOrderOfTheEntries() throws IOException {
        Map<String, byte[]> files = uncachedFiles(100);
        List<Long> entries = entries();
        begin();
        firstHasToWait(entries, files);

        for (int i = 1; i <= 64; i++) {
            ahead.at(entries.get(i));
            int file = ahead.take();
            assertThat(file).as("file %d", i).isNotNegative();
            assertThat(read(file)).isEqualTo(files.get(nameOf(entries.get(i))));
            assertThat(LibC.close(file)).isZero();
        }
        ahead.at(entries.get(65));
        assertThat(ahead.take()).isEqualTo(-1);
    }

    @Test
    void whatIsNotTakenIsClosed() throws IOException {
        Map<String, byte[]> files = uncachedFiles(20);
        List<Long> entries = entries();
        begin();
        long before = openFiles();
        firstHasToWait(entries, files);
        assertThat(openFiles()).isEqualTo(before + 19);

        ahead.at(entries.get(10)); // the others were not copied after all
        assertThat(LibC.close(ahead.take())).isZero();
        assertThat(openFiles()).isEqualTo(before + 9);
        ahead.close();
        assertThat(openFiles()).isEqualTo(before);
    }

    @Test
    void aFileInThePageCacheHasNothingFetched() throws IOException {
        Map<String, byte[]> files = files(20);
        List<Long> entries = entries();
        begin();
        long before = openFiles();
        assertThat(firstIsRead(entries, files)).isEqualTo(-1);
        assertThat(openFiles()).isEqualTo(before);
    }

    @Test
    void nothingIsFetchedWhereNotAllIsRead() throws IOException {
        Map<String, byte[]> files = uncachedFiles(20);
        List<Long> entries = entries();
        ahead.begin(descriptor, memory.entries + length, false);
        long before = openFiles();
        assertThat(firstIsRead(entries, files)).isEqualTo(-1);
        assertThat(openFiles()).isEqualTo(before);
    }

    @Test
    void aFileThatCannotBeOpenedEndsTheFetching() throws IOException {
        uncachedFiles(20);
        List<Long> entries = entries();
        Map<String, byte[]> files = Map.of(nameOf(entries.getFirst()), contentOf(nameOf(entries.getFirst())));
        for (long entry : entries.subList(5, entries.size())) Files.delete(source.resolve(nameOf(entry)));
        begin();
        long before = openFiles();
        firstHasToWait(entries, files);
        assertThat(openFiles()).isEqualTo(before + 4);
    }

    @Test
    void aTreeThatIsNotCachedIsCopiedWhole() throws Exception {
        Map<String, byte[]> files = uncachedFiles(700);
        Path target = elsewhere.resolve("target");
        List<TreeCopy.Root> roots = List.of(new TreeCopy.Root(source, target));
        long before = openFiles();
        try (TreeCopy copy = TreeCopy.start(dev.tidemill.Tidemill.shared(), roots, CopySettings.DEFAULT, LISTENER)) {
            assertThat(copy.await().files()).isEqualTo(files.size());
        }
        assertThat(openFiles()).isEqualTo(before);
        for (var file : files.entrySet()) {
            assertThat(target.resolve(file.getKey())).hasBinaryContent(file.getValue());
        }
    }

    private void begin() {
        ahead.begin(descriptor, memory.entries + length, true);
    }

    /// Until it does: the read that does not wait has the device fetch the page first, and a fast
    /// one has brought it by the time the read looks.
    private void firstHasToWait(List<Long> entries, Map<String, byte[]> files) throws IOException {
        long before = openFiles();
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            assertThat(firstIsRead(entries, files)).isEqualTo(-1);
            if (openFiles() > before) return;
            assertThat(uncache(source.resolve(nameOf(entries.getFirst())))).isTrue();
        }
        fail("in %d reads the file was always there already", MOST_TRIES);
    }

    /// @return what was open of it before
    private int firstIsRead(List<Long> entries, Map<String, byte[]> files) {
        long first = entries.getFirst();
        ahead.at(first);
        int taken = ahead.take();
        int file = LibC.openat(descriptor, first + Dirent.D_NAME, READ, 0);
        assertThat(file).isNotNegative();
        assertThat(ahead.read(file, memory.block, memory.blockBytes, READ)).isEqualTo(FILE_BYTES);
        byte[] bytes = new byte[FILE_BYTES];
        Memory.copy(memory.block, bytes, 0, FILE_BYTES);
        assertThat(bytes).isEqualTo(files.get(nameOf(first)));
        assertThat(LibC.close(file)).isZero();
        return taken;
    }

    private byte[] read(int file) {
        assertThat(ahead.read(file, memory.block, memory.blockBytes, READ)).isEqualTo(FILE_BYTES);
        byte[] bytes = new byte[FILE_BYTES];
        Memory.copy(memory.block, bytes, 0, FILE_BYTES);
        return bytes;
    }

    /// The regular files, in the order of the directory.
    private List<Long> entries() {
        descriptor = LibC.openat(Fcntl.AT_FDCWD, memory.name(source.toString().getBytes(UTF_8)), READ, 0);
        assertThat(descriptor).isPositive();
        length = LibC.getdents64(descriptor, memory.entries, TreeMemory.ENTRIES_BYTES);
        assertThat(length).isPositive();
        List<Long> entries = new ArrayList<>();
        for (long entry = memory.entries; entry < memory.entries + length; entry += Sweep.recordLength(entry)) {
            if (Memory.getByte(entry + Dirent.D_TYPE) == Dirent.DT_REG) entries.add(entry);
        }
        return entries;
    }

    private static String nameOf(long entry) {
        return new String(TreeMemory.bytes(entry + Dirent.D_NAME), UTF_8);
    }

    private static byte[] contentOf(String name) {
        byte[] content = new byte[FILE_BYTES];
        new Random(name.hashCode()).nextBytes(content);
        return content;
    }

    private Map<String, byte[]> files(int count) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String name = "file-" + i;
            files.put(name, contentOf(name));
            Files.write(source.resolve(name), contentOf(name));
        }
        Files.createDirectory(source.resolve("a directory")); // which is no file to fetch
        return files;
    }

    private Map<String, byte[]> uncachedFiles(int count) throws IOException {
        Map<String, byte[]> files = files(count);
        for (String name : files.keySet()) assumeTrue(uncache(source.resolve(name)), "pages stay: no disk");
        return files;
    }

    /// Not by a read that does not wait: that has the device fetch the page.
    private boolean uncache(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            file.force(true);
            MappedByteBuffer pages = file.map(FileChannel.MapMode.READ_ONLY, 0, FILE_BYTES);
            int descriptor =
                    LibC.openat(Fcntl.AT_FDCWD, memory.name(path.toString().getBytes(UTF_8)), READ, 0);
            assertThat(descriptor).isNotNegative();
            try {
                for (int tries = 0; tries < MOST_TRIES; tries++) {
                    assertThat(LibC.posix_fadvise(descriptor, 0, 0, Fcntl.POSIX_FADV_DONTNEED))
                            .isZero();
                    if (!pages.isLoaded()) return true;
                    Thread.onSpinWait();
                }
                return false;
            } finally {
                assertThat(LibC.close(descriptor)).isZero();
            }
        }
    }

    /// Of this process, in the directory of the test.
    private long openFiles() throws IOException {
        long count = 0;
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            for (Path file : files.toList()) {
                boolean isThere = Files.isSymbolicLink(file); // that of the listing is not
                if (isThere && Files.readSymbolicLink(file).startsWith(directory)) count++;
            }
        }
        return count;
    }
}
