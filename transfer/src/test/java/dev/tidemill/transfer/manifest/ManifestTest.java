package dev.tidemill.transfer.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.transfer.names.PathBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ManifestTest {

    private static final String EMPTY_SHA_256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @TempDir
    private Path directory;

    private List<ManifestEntry> read(Path manifest) throws IOException {
        List<ManifestEntry> entries = new ArrayList<>();
        try (ManifestReader reader = ManifestReader.open(manifest)) {
            for (ManifestEntry entry = reader.next(); entry != null; entry = reader.next()) entries.add(entry);
        }
        return entries;
    }

    private List<ManifestEntry> read(String lines) throws IOException {
        return read(Files.write(directory.resolve("manifest"), lines.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static ManifestEntry entry(String name) {
        return new ManifestEntry(Path.of(name), Checksum.SHA_256, EMPTY_SHA_256);
    }

    private List<String> filesHere() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void checksumsAreThoseOfTheBooks() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        List<String> sums = new ArrayList<>();
        for (Checksum checksum : Checksum.values()) {
            Digest digest = checksum.start();
            digest.update(ByteBuffer.wrap(digits, 0, 4));
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment rest = arena.allocate(5);
                rest.copyFrom(MemorySegment.ofArray(digits).asSlice(4));
                digest.update(rest);
            }
            String sum = digest.end();
            assertThat(sum).hasSize(checksum.hexDigits());
            digest.update(ByteBuffer.wrap(digits));
            assertThat(digest.end()).as("begun anew").isEqualTo(sum);
            sums.add(checksum.label() + " " + sum.substring(0, 8));
        }
        assertThat(sums)
                .containsExactly(
                        "SHA256 15e2b0d3",
                        "SHA512 d9e6762d",
                        "SHA384 eb455d56",
                        "SHA224 9b3e61bf",
                        "SHA1 f7c3bc1d",
                        "MD5 25f9e794",
                        "CRC32C e3069283");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsRead(Checksum checksum) throws IOException {
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        Random random = new Random(seed);
        List<ManifestEntry> entries = new ArrayList<>();
        Path manifest = directory.resolve("sums");
        try (ManifestWriter writer = ManifestWriter.create(manifest)) {
            for (int i = 0; i < 2000; i++) {
                Digest digest = checksum.start();
                digest.update(ByteBuffer.allocate(8).putLong(0, i));
                entries.add(new ManifestEntry(randomName(random), checksum, digest.end()));
                writer.add(entries.getLast());
            }
            assertThat(manifest).doesNotExist();
            writer.publish();
        }
        assertThat(read(manifest)).as("-Dtidemill.test.seed=" + seed).isEqualTo(entries);
        assertThat(filesHere()).containsExactly("sums");
    }

    /// Any bytes, mostly those that are hard.
    private static Path randomName(Random random) {
        byte[] hard = {'\n', '\r', '\\', ' ', '*', '(', ')', '=', '#', '-', 'n', 'r', (byte) 0xFF, (byte) 0xC3, '.'};
        while (true) {
            byte[] bytes = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 250 : 6)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextInt(4) > 0 ? hard[random.nextInt(hard.length)] : (byte) random.nextInt(1, 256);
            }
            Path path = PathBytes.path(bytes);
            boolean isName = !path.isAbsolute() && !path.normalize().toString().isEmpty();
            if (isName && path.normalize().equals(path)) return path;
        }
    }

    @Test
    void linesOfEveryToolAreUnderstood() throws IOException {
        String md5 = "d41d8cd98f00b204e9800998ecf8427e";
        assertThat(read(String.join(
                        "\n",
                        "# a comment",
                        "",
                        EMPTY_SHA_256 + "  text",
                        EMPTY_SHA_256.toUpperCase(java.util.Locale.ROOT) + " *binary",
                        "  " + EMPTY_SHA_256 + "  indented",
                        EMPTY_SHA_256 + "  windows\r",
                        EMPTY_SHA_256 + "   a space before",
                        "\\" + EMPTY_SHA_256 + "  a\\nb\\\\c\\rd",
                        EMPTY_SHA_256 + "  not\\nescaped",
                        EMPTY_SHA_256 + "  ./here/./there",
                        EMPTY_SHA_256 + "  ../up",
                        md5 + "  md5",
                        "SHA256 (tagged) = " + EMPTY_SHA_256,
                        "SHA-256 (a) = (b) = " + EMPTY_SHA_256,
                        "\\MD5 (a\\nb) = " + md5,
                        "CRC32C (crc) = e3069283")))
                .extracting(entry -> entry.checksum().label() + " " + entry.name())
                .containsExactly(
                        "SHA256 text",
                        "SHA256 binary",
                        "SHA256 indented",
                        "SHA256 windows",
                        "SHA256  a space before",
                        "SHA256 a\nb\\c\rd",
                        "SHA256 not\\nescaped",
                        "SHA256 here/there",
                        "SHA256 ../up",
                        "MD5 md5",
                        "SHA256 tagged",
                        "SHA256 a) = (b",
                        "MD5 a\nb",
                        "CRC32C crc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                EMPTY_SHA_256,
                EMPTY_SHA_256 + "  ",
                EMPTY_SHA_256 + " name",
                EMPTY_SHA_256 + "0  name",
                EMPTY_SHA_256 + "  .",
                EMPTY_SHA_256 + "  a\0b",
                "\\" + EMPTY_SHA_256 + "  a\\tb",
                "\\" + EMPTY_SHA_256 + "  a\\",
                "e3069283  name",
                "SHA256 (name) = e3069283",
                "SHA256 (name) = g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "SHA256 () = " + EMPTY_SHA_256,
                "SHA256 (name)",
                "WHIRL (name) = " + EMPTY_SHA_256,
                "-----BEGIN PGP SIGNED MESSAGE-----",
            })
    void aLineThatIsNoneIsSaidToBe(String line) throws IOException {
        Path manifest = Files.writeString(
                directory.resolve("manifest"), EMPTY_SHA_256 + "  one\n" + line + "\n" + EMPTY_SHA_256 + "  two\n");
        try (ManifestReader reader = ManifestReader.open(manifest)) {
            assertThat(reader.next()).isEqualTo(entry("one"));
            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(
                            MalformedManifestException.class,
                            e -> assertThat(e.line()).isEqualTo(2))
                    .hasMessageStartingWith(manifest + ": line 2: ");
            assertThat(reader.next()).isEqualTo(entry("two"));
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void aLineWithoutEndTakesNoMemory() throws IOException {
        Path manifest = directory.resolve("manifest");
        var lines = new ByteArrayOutputStream();
        lines.writeBytes((EMPTY_SHA_256 + "  " + "a/".repeat(1000) + "deep\n").getBytes(StandardCharsets.US_ASCII));
        lines.writeBytes(new byte[30 << 20]);
        lines.writeBytes(("\n" + EMPTY_SHA_256 + "  last").getBytes(StandardCharsets.US_ASCII));
        Files.write(manifest, lines.toByteArray());
        try (ManifestReader reader = ManifestReader.open(manifest)) {
            assertThat(reader.next()).isEqualTo(entry("a/".repeat(1000) + "deep"));
            assertThatThrownBy(reader::next).hasMessageEndingWith("line 2: is longer than 65536 bytes");
            assertThat(reader.next()).isEqualTo(entry("last"));
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void whatIsNotPublishedWasNeverThere() throws IOException {
        Path manifest = Files.writeString(directory.resolve("manifest"), "old");
        try (ManifestWriter writer = ManifestWriter.create(manifest)) {
            writer.add(entry("name"));
            assertThat(filesHere()).hasSize(2);
        }
        assertThat(filesHere()).containsExactly("manifest");
        assertThat(manifest).hasContent("old");
    }

    @Test
    void aManifestIsNoDirectoryAndHasOne() throws IOException {
        assertThatThrownBy(() -> ManifestWriter.create(directory))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("is a directory");
        assertThatThrownBy(() -> ManifestWriter.create(directory.resolve("missing/manifest")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(directory.resolve("missing/manifest").toString());
        assertThatThrownBy(() -> ManifestReader.open(directory.resolve("missing")))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(filesHere()).isEmpty();
    }

    @Test
    void anEntryIsWhatItSays() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ManifestEntry(Path.of("a"), Checksum.MD5, EMPTY_SHA_256))
                .withMessageEndingWith("is no MD5, which has 32 hexadecimal digits");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ManifestEntry(Path.of(""), Checksum.SHA_256, EMPTY_SHA_256));
        assertThat(Checksum.labelled("sha-256")).contains(Checksum.SHA_256);
        assertThat(Checksum.labelled("sha")).isEmpty();
    }

    @Test
    void eachFileIsFoundByItsName() throws IOException {
        int files = 5000;
        Path manifest = directory.resolve("SUMS");
        try (ManifestWriter writer = ManifestWriter.create(manifest)) {
            for (int i = 0; i < files; i++) writer.add(numbered(i));
            writer.add(new ManifestEntry(
                    PathBytes.path(new byte[] {'o', (byte) 0xFF, '\n'}), Checksum.CRC32C, "01234567"));
            writer.publish();
        }
        Files.write(manifest, "no line\n".getBytes(StandardCharsets.ISO_8859_1), StandardOpenOption.APPEND);
        try (ManifestIndex index = ManifestIndex.open(manifest)) {
            Files.delete(manifest); // which does not matter any more
            for (int i = 0; i < files; i++) {
                assertThat(index.find(Path.of("folder/file " + i))).isEqualTo(numbered(i));
            }
            assertThat(index.find(PathBytes.path(new byte[] {'o', (byte) 0xFF, '\n'})))
                    .extracting(ManifestEntry::digest)
                    .isEqualTo("01234567");
            for (int i = files; i < 2 * files; i++) {
                assertThat(index.find(Path.of("folder/file " + i))).isNull();
            }
        }
        try (ManifestIndex none = ManifestIndex.open(Files.createFile(manifest))) {
            assertThat(none.find(Path.of("one"))).isNull();
        }
    }

    private static ManifestEntry numbered(int i) {
        return new ManifestEntry(Path.of("folder/file " + i), Checksum.SHA_256, "%064x".formatted(i));
    }

    @Test
    void whatIsNoFileIsNotReplacedByAManifest() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        for (Path target : List.of(pipe, Path.of("/dev/null"))) {
            assertThatThrownBy(() -> ManifestWriter.create(target))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining(target + ": is no file, and not to be replaced");
        }
        Path link = Files.createSymbolicLink(directory.resolve("link"), Files.createFile(directory.resolve("file")));
        assertThatThrownBy(() -> ManifestWriter.create(link))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("name the file that it leads to");
        assertThat(filesHere()).containsExactly("file", "link", "pipe");
    }
}
