package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.transfer.manifest.Checksum;
import dev.tidemill.transfer.manifest.ManifestEntry;
import dev.tidemill.transfer.manifest.ManifestReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A copy writes a manifest that says what it has, and that others check; on every engine.
abstract class CopyManifestContract extends CopyingTest {

    private static final String NOT_ITS_OWN = "0".repeat(64);

    private final long seed = Entries.seed();
    private final Random random = new Random(seed);
    private Path sums;

    /// Whether the system's own calls are used, and not only what the JDK has.
    boolean hasSystemCalls() {
        return true;
    }

    @BeforeEach
    void nameManifest() {
        sums = directory.resolve("SUMS");
    }

    private CopySettings settings() {
        return CopySettings.DEFAULT.withManifest(CopyManifest.of(sums));
    }

    private void fillTree() throws Exception {
        Path folder = Files.createDirectories(source.resolve("folder/of folders"));
        int[] sizes = {0, 1, 5000, 256 << 10, (1 << 20) - 1, 1 << 20, (3 << 20) + 7};
        for (int size : sizes) Files.write(folder.resolve("of " + size), Entries.bytes(random, size));
        try (var sparse = new RandomAccessFile(source.resolve("sparse").toFile(), "rw")) {
            sparse.write(new byte[] {1, 2, 3});
            sparse.seek(5 << 20);
            sparse.write(new byte[] {4, 5, 6});
            sparse.setLength(9 << 20);
        }
        Files.writeString(Entries.oddName(source, 0xFF), "odd");
        Files.writeString(source.resolve("of two\nlines \\"), "lines");
        Files.createSymbolicLink(source.resolve("link"), Path.of("sparse"));
        Files.createDirectory(source.resolve("empty"));
    }

    private static long countFiles(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            return all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .count();
        }
    }

    private List<FailedEntry> copyTree(CopySettings settings) throws InterruptedException {
        List<TreeCopy.Root> roots = List.of(new TreeCopy.Root(source, target));
        try (TreeCopy copy = TreeCopy.start(io, roots, settings, new TreeCopy.Listener() {}, hasSystemCalls())) {
            var _ = copy.outcome();
            return copy.failures();
        }
    }

    /// As another program sees it, in the directory that names are relative to.
    private void assertChecked(Path base, Path manifest, long files) throws Exception {
        List<String> line = List.of("sha256sum", "--strict", "-c", manifest.toString());
        Process check = new ProcessBuilder(line)
                .directory(base.toFile())
                .redirectErrorStream(true)
                .start();
        try (var out = check.inputReader(StandardCharsets.ISO_8859_1)) {
            String said = out.readAllAsString();
            assertThat(check.waitFor())
                    .as("-Dtidemill.test.seed=" + seed + " " + said)
                    .isZero();
            assertThat(said.lines()).as(said).hasSize((int) files).allMatch(each -> each.endsWith(": OK"));
        }
    }

    private Map<String, String> entries() throws IOException {
        Map<String, String> digests = new TreeMap<>();
        try (ManifestReader reader = ManifestReader.open(sums)) {
            for (ManifestEntry entry = reader.next(); entry != null; entry = reader.next()) {
                assertThat(digests.put(entry.name().toString(), entry.digest()))
                        .as(entry.name() + " is there once")
                        .isNull();
            }
        }
        return digests;
    }

    @Test
    void aFileHasItsLine() throws Exception {
        int[] sizes = {0, 1, 4095, 4096, 300_000, (3 << 20) + 1};
        for (int size : sizes) {
            Files.write(source, Entries.bytes(random, size));
            for (CopySettings settings : List.of(
                    settings(),
                    settings().withVerified(true),
                    settings().withDurable(true).withCacheUse(CacheUse.NONE))) {
                assertThat(copy(settings)).isEqualTo(size);
                assertThat(entries()).containsOnlyKeys("target");
                assertChecked(directory, sums, 1);
            }
        }
    }

    @Test
    void everyFileOfATreeHasItsLine() throws Exception {
        fillTree();
        for (CopySettings settings : List.of(
                settings(),
                settings().withVerified(true),
                settings().withDurable(true),
                settings().withJobs(1))) {
            assertThat(copyTree(settings)).isEmpty();
            assertChecked(directory, sums, countFiles(source));
            assertThat(entries()).containsKeys("target/sparse", "target/folder/of folders/of 0");
        }
    }

    @Test
    void itsChecksumsAreThoseThatWereAskedFor() throws Exception {
        fillTree();
        for (Checksum checksum : Checksum.values()) {
            copyTree(CopySettings.DEFAULT.withManifest(new CopyManifest(sums, target, checksum)));
            try (Verification check = Verification.check(sums, target)) {
                assertThat(check.await().differences()).as(checksum.label()).isEmpty();
                assertThat(check.await().good()).isEqualTo(countFiles(target));
            }
            try (ManifestReader reader = ManifestReader.open(sums)) {
                assertThat(reader.next()).extracting(ManifestEntry::checksum).isEqualTo(checksum);
            }
        }
    }

    @Test
    void filesElsewhereHaveTheirAbsoluteNames() throws Exception {
        Files.writeString(source, "content");
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        sums = elsewhere.resolve("SUMS");
        copy(settings());
        assertThat(entries()).containsOnlyKeys(target.toAbsolutePath().toString());
        assertChecked(elsewhere, sums, 1);
        sums = elsewhere.resolve("../SUMS");
        copy(settings());
        assertThat(entries()).containsOnlyKeys("target");
    }

    @Test
    void itMayBeInTheDirectoryThatTheCopyMakes() throws Exception {
        fillTree();
        sums = target.resolve("folder/SUMS");
        assertThat(copyTree(settings().withManifest(new CopyManifest(sums, target, Checksum.SHA_256))))
                .isEmpty();
        assertChecked(target, sums, countFiles(source));
        assertThat(copyTree(settings())).isEmpty(); // and there it is now
        assertThat(entries()).doesNotContainKey("SUMS");
    }

    @Test
    void withoutADirectoryForItNothingIsCopied() throws Exception {
        Files.createDirectory(source);
        sums = directory.resolve("nowhere/SUMS");
        List<TreeCopy.Root> roots = List.of(new TreeCopy.Root(source, target));
        try (TreeCopy copy = TreeCopy.start(io, roots, settings(), new TreeCopy.Listener() {}, hasSystemCalls())) {
            assertThatThrownBy(copy::await)
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("there is no directory " + directory.resolve("nowhere"));
        }
        sums = directory.resolve("pipe");
        Entries.fifo(sums);
        try (TreeCopy copy = TreeCopy.start(io, roots, settings(), new TreeCopy.Listener() {}, hasSystemCalls())) {
            assertThatThrownBy(copy::await).hasMessageContaining("is no file, and not to be replaced by a manifest");
        }
        assertThat(target).doesNotExist();
    }

    @Test
    void aCopyIsNotItsOwnManifest() throws Exception {
        Files.createDirectory(source);
        Files.writeString(source.resolve("SUMS"), "something else");
        Files.writeString(source.resolve("other"), "other");
        sums = target.resolve("SUMS");
        List<FailedEntry> failures = copyTree(settings());
        assertThat(failures).hasSize(1);
        assertThat(failures.getFirst().exception())
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("has the name of the manifest");
        assertThat(entries()).containsOnlyKeys("other");

        source = source.resolve("other");
        target = directory.resolve("SUMS");
        sums = target;
        assertThatThrownBy(() -> copy(settings())).isInstanceOf(FileSystemException.class);
        assertThat(target).doesNotExist();
    }

    @Test
    void whatFailsHasNoLine() throws Exception {
        fillTree();
        Files.createDirectories(target.resolve("sparse"));
        assertThat(copyTree(settings())).hasSize(1);
        assertThat(entries()).doesNotContainKey("target/sparse").hasSize((int) countFiles(source) - 1);
        assertChecked(directory, sums, countFiles(source) - 1);
    }

    @Test
    void aDryRunAndACopyThatIsCancelledLeaveTheOneThatWasThere() throws Exception {
        fillTree();
        Files.writeString(sums, "as it was");
        if (hasSystemCalls()) assertThat(copyTree(settings().withDryRun(true))).isEmpty();
        List<TreeCopy.Root> roots = List.of(new TreeCopy.Root(source, target));
        TreeCopy.Listener stopping = new TreeCopy.Listener() {};
        CopySettings slow = settings().withBytesPerSecond(1 << 20);
        try (TreeCopy copy = TreeCopy.start(io, roots, slow, stopping, hasSystemCalls())) {
            while (copy.progress().transferredBytes() == 0) Thread.onSpinWait();
            copy.cancel();
            assertThatThrownBy(copy::await).isInstanceOf(CancellationException.class);
        }
        assertThat(sums).hasContent("as it was");
    }

    @Test
    void aManifestThatCannotBeWrittenEndsTheCopy() throws Exception {
        Files.createDirectory(source);
        for (int i = 0; i < 3000; i++) Files.createFile(source.resolve("a name of some length, number " + i));
        mounted("ext4", 4 << 20, mount -> {
            assertThat(run(
                            "sh",
                            "-c",
                            "cat /dev/zero > "
                                    + mount.resolve("filling").toString().replace(" ", "\\ ")))
                    .isNotZero();
            sums = mount.resolve("SUMS");
            List<TreeCopy.Root> roots = List.of(new TreeCopy.Root(source, target));
            try (TreeCopy copy = TreeCopy.start(io, roots, settings(), new TreeCopy.Listener() {}, hasSystemCalls())) {
                assertThatThrownBy(copy::await)
                        .isInstanceOf(FileSystemException.class)
                        .hasMessageContaining(sums.toString());
            }
            assertThat(sums).doesNotExist();
            PartFiles.assertNone(mount);
        });
    }

    /// What is kept is known only where there are system calls.
    abstract static class WithSystemCalls extends CopyManifestContract {

        private Path sums() {
            return directory.resolve("SUMS");
        }

        private CopySettings incremental() {
            return CopySettings.DEFAULT.withManifest(CopyManifest.of(sums())).withExisting(Existing.UPDATE_DIFFERENT);
        }

        private void forge(String name) throws IOException {
            List<String> lines = new ArrayList<>();
            for (String line : Files.readAllLines(sums(), StandardCharsets.ISO_8859_1)) {
                lines.add(line.endsWith("  target/" + name) ? NOT_ITS_OWN + line.substring(64) : line);
            }
            Files.write(sums(), lines, StandardCharsets.ISO_8859_1);
        }

        @Test
        void whatIsKeptKeepsItsLineAndIsReadIfItHasNone() throws Exception {
            super.fillTree();
            assertThat(super.copyTree(incremental())).isEmpty();
            Map<String, String> first = super.entries();
            forge("sparse"); // so that it is seen where a line comes from
            assertThat(super.copyTree(incremental())).isEmpty();
            assertThat(super.entries())
                    .hasSameSizeAs(first)
                    .containsEntry("target/sparse", NOT_ITS_OWN)
                    .containsEntry("target/folder/of folders/of 5000", first.get("target/folder/of folders/of 5000"));
            Files.delete(sums());
            assertThat(super.copyTree(incremental())).isEmpty();
            assertThat(super.entries()).isEqualTo(first);
        }

        @Test
        void whatWasChangedSinceThenIsReadAgain() throws Exception {
            super.fillTree();
            super.copyTree(incremental());
            Map<String, String> first = super.entries();
            forge("sparse");
            forge("folder/of folders/of 1");
            Path changed = target.resolve("sparse");
            awaitLater(changed);
            super.copyTree(incremental());
            assertThat(super.entries())
                    .containsEntry("target/sparse", first.get("target/sparse"))
                    .containsEntry("target/folder/of folders/of 1", NOT_ITS_OWN);
        }

        /// Until the file is one that was changed after the manifest: the clock of the file system
        /// has ticks.
        private void awaitLater(Path changed) throws IOException {
            var written = Files.getLastModifiedTime(sums());
            while (((FileTime) Files.getAttribute(changed, "unix:ctime")).compareTo(written) <= 0) {
                Entries.chmod(changed, 0600);
            }
        }

        @Test
        void eachNameOfAFileHasALine() throws Exception {
            Files.createDirectory(source);
            Files.write(source.resolve("one"), new byte[70_000]);
            Files.write(source.resolve("long"), new byte[2 << 20]);
            for (int i = 0; i < 5; i++) {
                Files.createLink(source.resolve("one more " + i), source.resolve("one"));
                Files.createLink(source.resolve("another long " + i), source.resolve("long"));
            }
            for (int i = 0; i < 2; i++) {
                assertThat(super.copyTree(incremental())).isEmpty();
                super.assertChecked(directory, sums(), 12);
            }
            super.copyTree(incremental().withExisting(Existing.REPLACE).withDurable(true));
            super.assertChecked(directory, sums(), 12);
        }

        @Test
        void aFileThatWasKeptHasALineOfItsOwnContent() throws Exception {
            Files.writeString(source, "of the source");
            Files.writeString(target, "of the target");
            copy(incremental().withExisting(Existing.KEEP));
            assertThat(target).hasContent("of the target");
            super.assertChecked(directory, sums(), 1);
            Files.writeString(source, "of the target");
            copy(incremental().withExisting(Existing.UPDATE_CONTENT));
            super.assertChecked(directory, sums(), 1);
        }
    }
}
