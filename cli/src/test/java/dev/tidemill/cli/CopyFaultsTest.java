package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The command on a machine that has something wrong with it, or is asked for what cannot be: it
/// says what, ends with 1, leaves what was there, and a later run finishes.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class CopyFaultsTest {

    private static final boolean IS_ROOT = System.getProperty("user.name").equals("root");
    private static final int FILES = 60;

    @TempDir
    private Path directory;

    private Path source;
    private Path target;
    private final List<Path> mounts = new ArrayList<>();

    @BeforeEach
    void fill() throws IOException {
        source = Files.createDirectory(directory.resolve("source"));
        target = directory.resolve("target");
        for (int i = 0; i < FILES; i++) {
            Path folder = Files.createDirectories(source.resolve("folder " + i % 3));
            byte[] content = new byte[4000 + i];
            Arrays.fill(content, (byte) (i + 1));
            Files.write(folder.resolve("file " + i), content);
        }
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        try (Stream<Path> all = Files.walk(directory)) {
            assertThat(all.filter(path -> path.getFileName().toString().startsWith(".tidemill-")))
                    .isEmpty();
        } finally {
            for (Path mount : mounts) shell("umount", mount.toString());
        }
    }

    private static String shell(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private Command.Result copy(Path from, Path to) throws Exception {
        return Command.run("copy", "-qT", from.toString(), to.toString());
    }

    /// @param before a program that runs the command with less than it usually has
    private Command.Result copyWith(Path to, String... before) throws Exception {
        List<String> line = new ArrayList<>(List.of(before));
        line.addAll(Command.line("copy", "-qT", source.toString(), to.toString()));
        return Command.run(new ProcessBuilder(line));
    }

    private Path mount(String options) throws Exception {
        Command.assumeMounting();
        Path mount = Files.createDirectory(directory.resolve("mount"));
        shell("mount", "-t", "tmpfs", "-o", options, "tmpfs", mount.toString());
        mounts.add(mount);
        return mount;
    }

    private void assertSame(Path copy) throws Exception {
        shell("diff", "-r", "--no-dereference", source.toString(), copy.toString());
    }

    /// What is there is whole.
    private void assertWhole(Path copy) throws IOException {
        try (Stream<Path> all = Files.walk(copy)) {
            for (Path path : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                Path original = source.resolve(copy.relativize(path));
                assertThat(Files.mismatch(path, original)).as(path.toString()).isEqualTo(-1);
            }
        }
    }

    @Test
    void aTreeThatFindsTheTargetFullIsFinishedWhenThereIsRoom() throws Exception {
        Path mount = mount("size=128k");
        target = mount.resolve("copy");
        Command.Result full = copy(source, target);
        assertThat(full.exitCode()).isEqualTo(1);
        assertThat(full.err().lines()).hasSize(2);
        assertThat(full.err().lines().findFirst().orElseThrow())
                .startsWith("tidemill: " + target)
                .contains(": cannot be written: no space left on device (ENOSPC)");
        assertThat(full.err())
                .containsPattern("the target is full: [0-9]+ entries were not copied; make room, and copy again$");
        assertWhole(target);
        shell("mount", "-o", "remount,size=10m", mount.toString());
        assertThat(copy(source, target)).isEqualTo(new Command.Result(0, "", ""));
        assertSame(target);
    }

    /// A directory for which there is no room is one failure, whatever is in it.
    @Test
    void aDirectoryThatIsMissingBecauseThereIsNoRoomIsSaidToMissAll() throws Exception {
        Path mount = mount("size=1m,nr_inodes=4"); // itself, the copy, and two more
        target = Files.createDirectory(mount.resolve("copy"));
        for (int i = 0; i < 4; i++) {
            Path folder = Files.createDirectory(source.resolve("another folder " + i));
            for (int k = 0; k < 5; k++) Files.writeString(folder.resolve("file " + k), "content");
        }
        Command.Result full = copy(source, target);
        assertThat(full.exitCode()).isEqualTo(1);
        assertThat(full.err())
                .containsPattern("the target is full: [0-9]+ entries were not copied, and nothing of what is in the"
                        + " directories among them; make room, and copy again$");
        assertWhole(target);
        shell("mount", "-o", "remount,nr_inodes=1000", mount.toString());
        assertThat(copy(source, target)).isEqualTo(new Command.Result(0, "", ""));
        assertSame(target);
    }

    /// The device of the target is a file for which there is no room when the kernel comes to
    /// write.
    @Test
    void aDeviceThatFailsIsToldOfOnce() throws Exception {
        Path small = mount("size=8m");
        Path image = small.resolve("image");
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(64 << 20);
        }
        shell("mkfs.ext4", "-q", "-O", "^has_journal", "-E", "lazy_itable_init=0", "-N", "2000", image.toString());
        Path mount = Files.createDirectory(directory.resolve("failing"));
        shell("mount", "-o", "loop", image.toString(), mount.toString());
        mounts.addFirst(mount);
        for (int i = 0; i < 200; i++) {
            Path folder = Files.createDirectories(source.resolve("folder " + i % 3 + "/of folders"));
            Files.write(folder.resolve("file " + i), new byte[100_000]);
        }
        Command.Result result = Command.run("copy", "-q", "--durable", source.toString(), mount.toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .containsPattern("may not be on the device: .* [(](EIO|ENOSPC)[)]"); // either, by its moment
        assertThat(result.err()).doesNotContain("ENOENT");
        assertThat(result.err().lines()).as(result.err()).hasSizeLessThan(10); // of 260 files
    }

    @Test
    void aTargetThatMayOnlyBeReadIsAFailure() throws Exception {
        Path mount = mount("size=1m,ro");
        Command.Result result = copy(source, mount.resolve("copy"));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo("tidemill: " + mount.resolve("copy") + ": cannot be written: read-only file system (EROFS)");
    }

    @Test
    void fewDescriptorsAreEnough() throws Exception {
        assertThat(copyWith(target, "prlimit", "--nofile=40")).isEqualTo(new Command.Result(0, "", ""));
        assertSame(target);
    }

    @Test
    void filesThatAreLongerThanOneMayWriteAreFailuresAndTheOthersAreCopied() throws Exception {
        Command.Result result = copyWith(target, "prlimit", "--fsize=4030");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines()).hasSize(FILES - 31).allMatch(line -> line.contains("EFBIG"));
        assertWhole(target);
        assertThat(target.resolve("folder 0/file 30")).exists();
        assertThat(copy(source, target)).isEqualTo(new Command.Result(0, "", ""));
        assertSame(target);
    }

    /// Also as root, who then has none of the rights that make the difference.
    @Test
    void whatMayNotBeReadIsToldAndTheRestGoesOn() throws Exception {
        Path secret = source.resolve("folder 1");
        Path hidden = source.resolve("folder 2/file 2");
        for (Path path : List.of(secret, hidden)) Files.setAttribute(path, "unix:mode", 0);
        try {
            Command.Result result = IS_ROOT
                    ? copyWith(target, "setpriv", "--inh-caps=-all", "--bounding-set=-all")
                    : copy(source, target);
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err().lines())
                    .containsExactlyInAnyOrder(
                            "tidemill: " + secret + ": cannot be read: permission denied (EACCES)",
                            "tidemill: " + hidden + ": cannot be read: permission denied (EACCES)");
        } finally {
            for (Path path : List.of(secret, hidden)) Files.setAttribute(path, "unix:mode", 0700);
        }
        assertThat(target.resolve("folder 1")).doesNotExist();
        assertThat(target.resolve("folder 2/file 5")).exists();
        assertThat(copy(source, target).exitCode()).isZero();
        assertSame(target);
    }

    /// Not for what copies, which gives what it makes the permissions that it is to have.
    @ParameterizedTest
    @ValueSource(strings = {"0777", "0377", "0177"})
    void aUmaskThatKeepsOutTheOwnerIsInNobodysWay(String umask) throws Exception {
        assertThat(copyWith(
                        target,
                        "setpriv",
                        "--inh-caps=-all",
                        "--bounding-set=-all",
                        "sh",
                        "-c",
                        "umask " + umask + "; exec \"$@\"",
                        "sh"))
                .isEqualTo(new Command.Result(0, "", ""));
        assertSame(target);
    }

    @Test
    void aTargetThatIsRemovedMeanwhileEndsTheCopy() throws Exception {
        Files.write(source.resolve("folder 0/large"), new byte[66 << 20]); // long enough for a name
        List<String> line = Command.line("copy", "-q", "--limit-rate=22M", source.toString(), target.toString());
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        try {
            for (int i = 0; i < 2000 && !isLargeBegun(); i++) {
                assertThat(process.waitFor(5, TimeUnit.MILLISECONDS)).isFalse();
            }
            for (int i = 0; i < 20 && Files.exists(target); i++) { // as it is being filled
                Process remove = new ProcessBuilder("rm", "-rf", target.toString()).start();
                var _ = remove.waitFor();
            }
            assertThat(target).doesNotExist();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isEqualTo(1);
            assertThat(said).contains(target.toString()).doesNotContain("Exception");
        } finally {
            process.destroyForcibly();
        }
    }

    private boolean isLargeBegun() throws IOException {
        Path folder = target.resolve("folder 0");
        if (!Files.exists(folder)) return false;
        try (Stream<Path> names = Files.list(folder)) {
            return names.anyMatch(path -> path.getFileName().toString().startsWith(".tidemill-"));
        }
    }

    @Test
    void noCopyEndsInItself() throws Exception {
        Files.createSymbolicLink(source.resolve("loop"), Path.of("."));
        Path inside = source.resolve("folder 0/copy");
        assertThat(copy(source, inside).exitCode()).isEqualTo(1);
        assertThat(copy(source, source.resolve("loop/copy")).exitCode()).isEqualTo(1);
        Path file = source.resolve("folder 0/file 0");
        Path other = Files.createLink(directory.resolve("other name"), file);
        assertThat(copy(file, file).err()).contains("these are the same file");
        assertThat(copy(file, other).err()).contains("these are the same file");
        assertThat(inside).doesNotExist();
        assertThat(copy(source, target).exitCode()).isZero();
        assertThat(Files.readSymbolicLink(target.resolve("loop"))).isEqualTo(Path.of("."));
    }

    /// Neither the path nor a link tells; the files themselves do.
    @Test
    void anotherMountOfTheSourceIsTheSource() throws Exception {
        Command.assumeMounting();
        Path mount = Files.createDirectory(directory.resolve("mount"));
        shell("mount", "--bind", source.toString(), mount.toString());
        mounts.add(mount);
        assertThat(copy(source, mount).err()).contains("a directory is not copied into itself");
        Path file = Path.of("folder 0/file 0");
        assertThat(copy(source.resolve(file), mount.resolve(file)).err()).contains("these are the same file");
        Command.Result inside = copy(source, mount.resolve("copy")); // it may have been read before that was there
        assertThat(inside.err()).matches("|.* a directory is not copied into itself.*");
        assertThat(source.resolve("copy/folder 0/file 0")).exists();
        assertThat(source.resolve("copy/copy")).doesNotExist();
    }

    @Test
    void aFileAndADirectoryDoNotReplaceEachOtherButALinkIsReplaced() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "content");
        assertThat(copy(source, file).exitCode()).isEqualTo(1);
        assertThat(file).hasContent("content");
        assertThat(copy(file, source).exitCode()).isEqualTo(1);
        assertThat(source.resolve("folder 0")).isDirectory();
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThat(copy(file, link).exitCode()).isZero();
        assertThat(Files.isSymbolicLink(link)).isFalse();
        assertThat(link).hasContent("content");
    }

    @Test
    void whatIsNoFileIsNotReplacedByOne() throws Exception {
        Path file = source.resolve("folder 0/file 0");
        List<Path> special = new ArrayList<>(List.of(directory.resolve("pipe")));
        shell("mkfifo", special.getFirst().toString());
        if (IS_ROOT) {
            special.add(directory.resolve("null"));
            shell("mknod", special.getLast().toString(), "c", "1", "3");
        }
        for (Path path : special) {
            Object before = Files.getAttribute(path, "unix:mode");
            Command.Result result = copy(file, path);
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err()).contains(path + ": is a pipe, a socket or a device, and not to be replaced");
            assertThat(Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS))
                    .isEqualTo(before);
        }
    }

    /// These say that they are empty: one of some hundred bytes, one of many blocks.
    @Test
    void filesThatAreMadeWhileTheyAreReadAreCopied() throws Exception {
        for (Path made : List.of(Path.of("/proc/crypto"), Path.of("/proc/kallsyms"))) {
            Path copy = directory.resolve("copy of " + made.getFileName());
            assertThat(copy(made, copy)).isEqualTo(new Command.Result(0, "", ""));
            assertThat(Files.mismatch(copy, made)).as(made.toString()).isEqualTo(-1);
        }
    }
}
