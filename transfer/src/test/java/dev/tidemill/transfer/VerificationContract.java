package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.tidemill.Backend;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.TaskSource;
import dev.tidemill.transfer.manifest.Checksum;
import dev.tidemill.transfer.names.PathBytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a verification promises, on every engine.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
abstract class VerificationContract {

    /// Small, so that files of tests are of many blocks.
    private static final VerifySettings SETTINGS =
            VerifySettings.DEFAULT.withBlockBytes(4096).withJobs(3);

    @TempDir
    private Path directory;

    private Tidemill io;
    private Path tree;
    private Path copy;
    private Path manifest;

    abstract Backend backend();

    @BeforeEach
    void startEngine() throws IOException {
        try {
            io = Tidemill.start(TidemillConfig.DEFAULT.withBackend(backend()));
        } catch (IllegalStateException e) {
            abort(e.getMessage()); // io_uring is not to be had here
        }
        tree = Files.createDirectory(directory.resolve("tree"));
        copy = directory.resolve("copy");
        manifest = directory.resolve("sums");
    }

    @AfterEach
    void nothingIsLeft() {
        if (io == null) return;
        while (io.pendingOperations() > 0) Thread.onSpinWait(); // an operation is counted a moment longer than it takes
        io.close();
    }

    /// Names with what is wrong with each, and "good".
    private static final class Found implements Verification.Listener {
        final LongAdder good = new LongAdder(); // without directories
        final Map<String, String> found = new ConcurrentSkipListMap<>();

        @Override
        public void good(Path name, Path path) {
            put(name, "good");
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) good.increment();
        }

        @Override
        public void differs(Difference difference) {
            put(difference.name(), difference.kind() + " " + difference.detail());
        }

        private void put(Path name, String what) {
            String text = new String(PathBytes.of(name), StandardCharsets.ISO_8859_1);
            assertThat(found.put(text, what)).as(text + " once").isNull();
        }

        Map<String, String> bad() {
            Map<String, String> bad = new TreeMap<>(found);
            bad.values().removeIf("good"::equals);
            return bad;
        }
    }

    private Verification.Summary end(Verification verification) throws Exception {
        try (verification) {
            return verification.await();
        }
    }

    private Map<String, String> check(VerifySettings settings) throws Exception {
        Found found = new Found();
        Verification.Summary summary = end(Verification.check(io, manifest, tree, settings, found));
        return agreed(summary, found);
    }

    private Map<String, String> compare(VerifySettings settings) throws Exception {
        Found found = new Found();
        Verification.Summary summary = end(Verification.compare(io, tree, copy, settings, found));
        return agreed(summary, found);
    }

    private static Map<String, String> agreed(Verification.Summary summary, Found found) {
        Map<String, String> bad = found.bad();
        assertThat(summary.good()).isEqualTo(found.good.sum());
        assertThat(summary.differences().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(bad.size());
        assertThat(summary.isGood()).isEqualTo(bad.isEmpty());
        return bad;
    }

    private void record(VerifySettings settings) throws Exception {
        assertThat(end(Verification.record(io, tree, manifest, settings, new Found()))
                        .isGood())
                .isTrue();
    }

    private Path write(Path path, byte[] content) throws IOException {
        Files.createDirectories(path.getParent());
        return Files.write(path, content);
    }

    /// Files of the lengths that are hard, in some directories, with names that are.
    private void plant(Random random) throws IOException {
        int[] lengths = {0, 1, 4095, 4096, 4097, 8192, 40_000, 300_001};
        String[] names = {
            "plain", "with space ", "new\nline", "back\\slash", "return\r", "- dash", "*star", "#hash", "(a) = b", "-"
        };
        for (int i = 0; i < names.length; i++) {
            write(tree.resolve(names[i]), Entries.bytes(random, lengths[i % lengths.length]));
            write(tree.resolve("d/e").resolve(names[i]), Entries.bytes(random, lengths[(i + 3) % lengths.length]));
        }
        write(Entries.oddName(tree, 0xFF), Entries.bytes(random, 100));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("plain"));
        Files.createDirectory(tree.resolve("empty"));
    }

    /// As an independent tool does it.
    private void copyTree() throws Exception {
        run("cp", "-a", tree.toString(), copy.toString());
    }

    private String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(tree.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static void flip(Path path, long position) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(position);
            int b = file.read();
            file.seek(position);
            file.write(b ^ 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasRecordedIsGood(Checksum checksum) throws Exception {
        plant(new Random(1));
        record(SETTINGS.withChecksum(checksum));
        assertThat(check(SETTINGS)).isEmpty();
        assertThat(check(SETTINGS.withFromDevice(true))).isEmpty();
        assertThat(check(VerifySettings.DEFAULT)).isEmpty();
    }

    @Test
    void sha256sumChecksWhatWasRecorded() throws Exception {
        plant(new Random(2));
        record(SETTINGS);
        String output = run("sha256sum", "--strict", "--check", manifest.toString());
        assertThat(output.split(": OK\n", -1)).hasSize(22).endsWith("").noneMatch(name -> name.contains("FAILED"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sha256sum", "sha512sum", "sha1sum", "md5sum", "sha256sum --tag", "cksum --algorithm=sha384"})
    void whatOtherToolsWroteIsChecked(String tool) throws Exception {
        plant(new Random(3));
        run("sh", "-c", "find . -type f -print0 | xargs -0 " + tool + " -- > \"$1\"", "sh", manifest.toString());
        assertThat(check(SETTINGS)).isEmpty();
        flip(tree.resolve("new\nline"), 4000);
        assertThat(check(SETTINGS).keySet()).containsExactly("new\nline");
    }

    @Test
    void everyByteCounts() throws Exception {
        long seed = Entries.seed();
        Random random = new Random(seed);
        int length = 300_001;
        Path file = write(tree.resolve("file"), Entries.bytes(random, length));
        record(SETTINGS);
        copyTree();
        long[] positions = {0, 1, 4095, 4096, 32_767, 32_768, length - 1, random.nextInt(length)};
        for (long position : positions) {
            flip(copy.resolve("file"), position);
            assertThat(compare(SETTINGS))
                    .as("-Dtidemill.test.seed=%d position %d", seed, position)
                    .isEqualTo(Map.of("file", "CONTENT differs from byte %,d on".formatted(position)));
            flip(copy.resolve("file"), position);
            flip(file, position);
            assertThat(check(SETTINGS.withFromDevice(position % 2 == 0)).get("file"))
                    .as("-Dtidemill.test.seed=%d position %d", seed, position)
                    .startsWith("CONTENT has SHA256 ");
            flip(file, position);
        }
        assertThat(compare(SETTINGS)).isEmpty();
        assertThat(check(SETTINGS)).isEmpty();
    }

    @Test
    void aCopyIsAsItsSource() throws Exception {
        plant(new Random(4));
        Entries.fifo(tree.resolve("pipe"));
        copyTree();
        VerifySettings all = SETTINGS.withAttributes(
                EnumSet.of(Attribute.MODE, Attribute.OWNER, Attribute.TIMES, Attribute.EXTENDED));
        assertThat(compare(all)).isEmpty();
        assertThat(compare(all.withFromDevice(true))).isEmpty();
    }

    @Test
    void everythingThatDiffersIsTold() throws Exception {
        Random random = new Random(5);
        for (String name : List.of("bytes", "longer", "shorter", "missing", "kind", "d/e/bytes", "gone/a", "gone/b")) {
            write(tree.resolve(name), Entries.bytes(random, 10_000));
        }
        Files.createSymbolicLink(tree.resolve("link"), Path.of("plain"));
        Files.createDirectory(tree.resolve("was a directory"));
        write(tree.resolve("was a directory/file"), new byte[1]);
        copyTree();
        flip(copy.resolve("bytes"), 9_999);
        flip(copy.resolve("d/e/bytes"), 5_000);
        Files.write(copy.resolve("longer"), new byte[10_001]);
        Files.write(copy.resolve("shorter"), new byte[9_999]);
        Files.delete(copy.resolve("missing"));
        Files.delete(copy.resolve("kind"));
        Files.createDirectory(copy.resolve("kind"));
        Files.delete(copy.resolve("gone/a"));
        Files.delete(copy.resolve("gone/b"));
        Files.delete(copy.resolve("gone"));
        Files.delete(copy.resolve("link"));
        Files.createSymbolicLink(copy.resolve("link"), Path.of("other"));
        Files.delete(copy.resolve("was a directory/file"));
        Files.delete(copy.resolve("was a directory"));
        Files.createSymbolicLink(copy.resolve("was a directory"), tree.resolve("was a directory"));
        write(copy.resolve("new/a"), new byte[1]);
        write(copy.resolve("new/b"), new byte[1]);
        write(copy.resolve("d/e/new"), new byte[1]);
        Map<String, String> expected = new TreeMap<>(Map.of(
                "bytes", "CONTENT differs from byte 9,999 on",
                "d/e/bytes", "CONTENT differs from byte 5,000 on",
                "longer", "SIZE has 10,001 bytes, and not 10,000",
                "shorter", "SIZE has 9,999 bytes, and not 10,000",
                "missing", "MISSING is missing",
                "gone", "MISSING is missing, with all that should be in it",
                "kind", "KIND is a directory, and not a file",
                "link", "CONTENT leads to other, and not to plain",
                "was a directory", "KIND is a link, and not a directory"));
        assertThat(compare(SETTINGS.withExtra(false))).isEqualTo(expected);
        expected.put("new", "EXTRA should not be there, nor what is in it");
        expected.put("d/e/new", "EXTRA should not be there");
        assertThat(compare(SETTINGS)).isEqualTo(expected);
    }

    @Test
    void attributesDifferIfTheyAreAskedFor() throws Exception {
        Path file = write(tree.resolve("file"), new byte[10]);
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
                .write("colour", StandardCharsets.UTF_8.encode("red"));
        copyTree();
        Path other = copy.resolve("file");
        Entries.chmod(other, 0640);
        assertThat(compare(SETTINGS)).isEmpty();
        assertThat(compare(SETTINGS.withAttributes(Set.of(Attribute.MODE))))
                .isEqualTo(Map.of("file", "ATTRIBUTES has mode 640, and not 644"));
        Files.setLastModifiedTime(other, FileTime.from(Instant.ofEpochSecond(1_000_000_000, 1)));
        assertThat(compare(SETTINGS.withAttributes(Set.of(Attribute.TIMES))).get("file"))
                .startsWith("ATTRIBUTES is of 2001-09-09T01:46:40.000000001Z, and not of ");
        assertThat(compare(SETTINGS.withAttributes(Set.of(Attribute.EXTENDED)))).isEmpty();
        Files.getFileAttributeView(other, UserDefinedFileAttributeView.class)
                .write("colour", StandardCharsets.UTF_8.encode("blue"));
        assertThat(compare(SETTINGS.withAttributes(Set.of(Attribute.EXTENDED))))
                .isEqualTo(Map.of("file", "ATTRIBUTES has another attribute user.colour"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SETTINGS.withAttributes(Set.of(Attribute.HOLES)))
                .withMessageStartingWith("attributes are [HOLES]; must be of [");
    }

    @Test
    void aManifestTellsWhatIsMissingAndWhatIsExtra() throws Exception {
        plant(new Random(6));
        manifest = tree.resolve("sums"); // it is in the tree, and no part of it
        record(SETTINGS);
        record(SETTINGS);
        assertThat(check(SETTINGS)).isEmpty();
        Files.delete(tree.resolve("plain"));
        Files.delete(tree.resolve("*star"));
        Entries.fifo(tree.resolve("*star"));
        write(tree.resolve("d/new"), new byte[1]);
        assertThat(check(SETTINGS))
                .isEqualTo(Map.of(
                        "plain", "MISSING is missing",
                        "*star", "KIND is a pipe, and not a file",
                        "d/new", "EXTRA should not be there"));
        assertThat(check(SETTINGS.withExtra(false)).keySet()).containsExactly("*star", "plain");
    }

    @Test
    void aManifestWithoutChecksumsIsNotGood() throws Exception {
        Files.writeString(manifest, "");
        assertThat(check(SETTINGS)).isEqualTo(Map.of("sums", "MALFORMED has no checksums"));
        Files.writeString(manifest, "# nothing\nnonsense\n");
        assertThat(check(SETTINGS)).isEqualTo(Map.of("sums", "MALFORMED line 2: is no checksum of a file"));
    }

    /// A photo instead of it would be a million differences.
    @Test
    void whatIsNoManifestAtAllIsOneDifference() throws Exception {
        Files.writeString(manifest, "nonsense\n".repeat(100_000));
        List<String> details = details();
        assertThat(details).containsExactly("is no manifest: of its first 100 lines none is a checksum of a file");
        write(tree.resolve("file"), new byte[1]);
        record(SETTINGS);
        Files.writeString(manifest, "nonsense\n".repeat(99) + Files.readString(manifest) + "nonsense\n".repeat(200));
        assertThat(details()).hasSize(299).first().isEqualTo("line 1: is no checksum of a file");
    }

    private List<String> details() throws Exception {
        List<String> details = new CopyOnWriteArrayList<>();
        Verification.Listener listener = new Verification.Listener() {
            @Override
            public void differs(Difference difference) {
                details.add(difference.detail());
            }
        };
        Verification.Summary summary = end(Verification.check(io, manifest, tree, SETTINGS, listener));
        assertThat(summary.differences()).isEqualTo(Map.of(Difference.Kind.MALFORMED, (long) details.size()));
        return details;
    }

    @Test
    void whatIsFilteredTakesNoPart() throws Exception {
        plant(new Random(7));
        record(SETTINGS);
        copyTree();
        write(copy.resolve("d/extra"), new byte[1]);
        flip(tree.resolve("d/e/plain"), 0);
        VerifySettings filtered = SETTINGS.withFilter(PathPatterns.of("/d/", "link"));
        assertThat(compare(filtered)).isEmpty();
        assertThat(check(filtered)).isEmpty();
        assertThat(check(SETTINGS).keySet()).containsExactly("d/e/plain");
        Verification.Summary few = end(Verification.record(io, tree, manifest, filtered, new Found()));
        assertThat(few.good()).isEqualTo(11);
        assertThat(Files.readString(manifest, StandardCharsets.ISO_8859_1)).doesNotContain("d/e");
    }

    @Test
    void twoFilesAreComparedAndOneIsRecorded() throws Exception {
        tree = write(directory.resolve("one"), new byte[9000]);
        copy = write(directory.resolve("two"), new byte[9000]);
        assertThat(compare(SETTINGS)).isEmpty();
        flip(copy, 8999);
        assertThat(compare(SETTINGS)).isEqualTo(Map.of("two", "CONTENT differs from byte 8,999 on"));
        Files.delete(copy);
        assertThat(compare(SETTINGS)).isEqualTo(Map.of("two", "MISSING is missing"));
        record(SETTINGS);
        assertThat(Files.readString(manifest)).endsWith("  one\n");
    }

    /// Of an image that was written to a device, what is behind it does not matter.
    @Test
    void anImageIsComparedWithTheDeviceItWasWrittenTo() throws Exception {
        byte[] content = Entries.bytes(new Random(9), 40_960);
        tree = write(directory.resolve("image"), content);
        try (LoopDevice device = LoopDevice.of(write(directory.resolve("disk"), Arrays.copyOf(content, 65_536)))) {
            copy = Files.createSymbolicLink(directory.resolve("by-id"), device.path());
            assertThat(compare(SETTINGS)).isEmpty();
            assertThat(compare(SETTINGS.withFromDevice(true))).isEmpty();
            assertThat(compare(VerifySettings.DEFAULT)).isEmpty();
            flip(tree, 40_959);
            assertThat(compare(SETTINGS)).isEqualTo(Map.of("by-id", "CONTENT differs from byte 40,959 on"));
            write(tree, new byte[70_000]);
            assertThat(compare(SETTINGS)).isEqualTo(Map.of("by-id", "SIZE has 65,536 bytes, and not 70,000"));

            tree = copy; // and the other way, an image that was made of the device
            copy = write(directory.resolve("image"), content);
            assertThat(compare(SETTINGS)).isEqualTo(Map.of("image", "SIZE has 40,960 bytes, and not 65,536"));
            write(copy, Arrays.copyOf(content, 65_536));
            assertThat(compare(SETTINGS)).isEmpty();
            flip(copy, 65_000);
            assertThat(compare(SETTINGS)).isEqualTo(Map.of("image", "CONTENT differs from byte 65,000 on"));
            Files.delete(tree); // JUnit warns of links that lead out
        }
    }

    @Test
    void theSizeOfADeviceCountsAsWhatThereIsToDo() throws Exception {
        tree = write(directory.resolve("image"), new byte[1 << 20]);
        try (LoopDevice device = LoopDevice.of(write(directory.resolve("disk"), new byte[1 << 20]))) {
            VerifySettings slow = SETTINGS.withBytesPerSecond(1); // it stops behind its first block
            try (Verification verification = Verification.compare(io, device.path(), tree, slow, new Found())) {
                TaskSource<Progress> counted = new TaskSource<>();
                verification.onProgress(Duration.ofMillis(1), progress -> {
                    if (progress.isTotalKnown()) counted.succeed(progress);
                });
                assertThat(counted.task().await().totalBytes()).isEqualTo(1 << 20);
            }
        }
    }

    @Test
    void theFilesThatAreReadJustNowSayHowFarTheyAre() throws Exception {
        write(tree.resolve("empty"), new byte[0]);
        write(tree.resolve("long"), new byte[100_000]);
        copyTree();
        record(SETTINGS);
        VerifySettings slow = SETTINGS.withBytesPerSecond(1); // it stops behind its first block
        try (Verification compared = Verification.compare(io, tree, copy, slow, new Found())) {
            RunningFile file = running(compared);
            assertThat(file.source()).isEqualTo(tree.resolve("long"));
            assertThat(file.target()).isEqualTo(copy.resolve("long"));
            assertThat(file.totalBytes()).isEqualTo(100_000);
            assertThat(file.isSyncing()).isFalse();
            compared.cancel();
            assertThat(compared.outcome()).isNotNull();
            assertThat(compared.running()).isEmpty();
        }
        try (Verification checked = Verification.check(io, manifest, tree, slow, new Found())) {
            RunningFile file = running(checked);
            assertThat(file.source()).isEqualTo(tree.resolve("long"));
            assertThat(file.target()).isEqualTo(tree.resolve("long"));
        }
    }

    /// The first that has moved.
    private static RunningFile running(Verification verification) throws Exception {
        TaskSource<RunningFile> seen = new TaskSource<>();
        verification.onProgress(
                Duration.ofMillis(1),
                _ -> verification.running().stream()
                        .filter(file -> file.transferredBytes() > 0)
                        .forEach(seen::succeed));
        return seen.task().await();
    }

    @Test
    void whatCannotBeReadAtAllFailsTheTask() throws Exception {
        assertThatThrownBy(() -> check(SETTINGS)).isInstanceOf(NoSuchFileException.class);
        tree = directory.resolve("missing");
        assertThatThrownBy(() -> compare(SETTINGS))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(tree.toString());
        assertThatThrownBy(() -> record(SETTINGS)).isInstanceOf(NoSuchFileException.class);
        assertThat(manifest).doesNotExist();
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactly("tree");
        }
    }

    @Test
    void aListenerThatThrowsEndsItWithThat() throws Exception {
        plant(new Random(8));
        copyTree();
        Verification.Listener angry = new Verification.Listener() {
            @Override
            public void good(Path name, Path path) {
                throw new IllegalStateException("no");
            }
        };
        try (Verification verification = Verification.compare(io, tree, copy, SETTINGS, angry)) {
            assertThatThrownBy(verification::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no");
        }
    }

    @Test
    void cancellingStopsItAndLeavesNothing() throws Exception {
        for (int i = 0; i < 300; i++) write(tree.resolve("file " + i), new byte[10_000]);
        Files.writeString(manifest, "old");
        Verification[] self = new Verification[1];
        Verification.Listener stopping = new Verification.Listener() {
            @Override
            public void good(Path name, Path path) {
                synchronized (self) {
                    self[0].cancel();
                }
            }
        };
        synchronized (self) {
            self[0] = Verification.record(io, tree, manifest, SETTINGS, stopping);
        }
        try (Verification verification = self[0]) {
            assertThatThrownBy(verification::await)
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("manifest of " + tree);
            assertThat(verification.progress().state()).isEqualTo(Progress.State.CANCELLED);
            assertThat(verification.progress().files()).isBetween(1L, 299L);
        }
        assertThat(manifest).hasContent("old");
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactlyInAnyOrder("tree", "sums");
        }
    }

    @Test
    void aPauseHoldsItBackAndCancellingEndsThat() throws Exception {
        for (int i = 0; i < 50; i++) write(tree.resolve("file " + i), new byte[10_000]);
        copyTree();
        TaskSource<Void> begun = new TaskSource<>();
        Verification.Listener first = new Verification.Listener() {
            @Override
            public void good(Path name, Path path) {
                begun.succeed(null);
            }
        };
        try (Verification verification = Verification.compare(io, tree, copy, SETTINGS, first)) {
            verification.pause();
            assertThat(verification.progress().state()).isIn(Progress.State.PAUSED, Progress.State.SUCCEEDED);
            verification.resume();
            begun.task().await();
            verification.await();
        }
        try (Verification verification = Verification.compare(io, tree, copy, SETTINGS, new Found())) {
            verification.limit(1);
            verification.pause();
            verification.cancel();
            assertThat(verification.outcome()).isNotNull();
        }
    }

    @Test
    void whatWasNotLookedAtIsNotGood() throws Exception {
        int files = 300;
        for (int i = 0; i < files; i++) write(tree.resolve("file " + i), new byte[10_000]);
        copyTree();
        Tidemill closing = Tidemill.start(TidemillConfig.DEFAULT.withBackend(backend()));
        Verification.Listener first = new Verification.Listener() {
            @Override
            public void good(Path name, Path path) {
                Thread.ofVirtual().start(closing::close);
            }
        };
        try (Verification verification = Verification.compare(closing, tree, copy, SETTINGS, first)) {
            boolean isGood = verification.outcome() instanceof Outcome.Succeeded
                    && verification.await().isGood();
            if (isGood) assertThat(verification.await().good()).isEqualTo(files);
        } finally {
            closing.close();
        }
    }

    @Test
    void progressSaysHowMuchThereIs() throws Exception {
        long bytes = 0;
        for (int i = 0; i < 200; i++) bytes += Files.size(write(tree.resolve("d/file " + i), new byte[i * 100]));
        copyTree();
        try (Verification verification = Verification.compare(io, tree, copy, SETTINGS, new Found())) {
            verification.onProgress(Duration.ofMillis(1), progress -> {
                assertThat(progress.transferredBytes()).isLessThanOrEqualTo(progress.totalBytes());
                assertThat(progress.files()).isLessThanOrEqualTo(progress.totalFiles());
            });
            verification.await();
            Progress end = verification.progress();
            assertThat(end.state()).isEqualTo(Progress.State.SUCCEEDED);
            assertThat(end.files()).isEqualTo(200).isEqualTo(end.totalFiles());
            assertThat(end.transferredBytes()).isEqualTo(bytes).isEqualTo(end.totalBytes());
            assertThat(end.fraction()).contains(1.0);
        }
    }
}
