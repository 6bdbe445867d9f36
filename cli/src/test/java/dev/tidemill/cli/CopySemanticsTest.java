package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a copy keeps, if nobody asks for anything: each column of the table by which copiers are
/// compared. One command copies one tree, and each test looks at it.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class CopySemanticsTest {

    private static final FileTime TIME = FileTime.from(Instant.ofEpochSecond(1_000_000_000, 123_456_789));
    private static final FileTime TIME_OF_LINK = FileTime.from(Instant.ofEpochSecond(900_000_000, 5));
    private static final long HOLE = 256L << 20;
    private static final boolean IS_ROOT = System.getProperty("user.name").equals("root");

    /// That user 1234 may read and write, as in linux/posix_acl_xattr.h: a version, then a tag,
    /// permissions and a number for each line of the list.
    private static final String ACCESS_LIST = "02000000" + "01000700ffffffff" + "02000600d2040000" + "04000500ffffffff"
            + "10000700ffffffff" + "20000500ffffffff";

    @TempDir
    private static Path directory;

    private static Path source;
    private static Path target;

    @BeforeAll
    static void copy() throws Exception {
        source = Files.createDirectory(directory.resolve("source"));
        target = directory.resolve("target");
        Path file = Files.writeString(source.resolve("file"), "x".repeat(5000));
        Files.setAttribute(file, "unix:mode", 0640);
        Files.createLink(source.resolve("second name"), file);
        view(file).write("colour", StandardCharsets.UTF_8.encode("blue"));
        Path link = Files.createSymbolicLink(source.resolve("link"), Path.of("file"));
        Files.createSymbolicLink(source.resolve("dangling"), Path.of("nowhere"));
        try (RandomAccessFile sparse =
                new RandomAccessFile(source.resolve("sparse").toFile(), "rw")) {
            sparse.seek(HOLE);
            sparse.writeBytes("end");
        }
        Path program = Files.writeString(source.resolve("program"), "s");
        Files.setAttribute(program, "unix:mode", 04755);
        accessList("set", program, ACCESS_LIST);
        run("mkfifo", source.resolve("pipe").toString());
        Files.writeString(odd(source), "n");
        Path sub = Files.createDirectory(source.resolve("sub"));
        Files.writeString(sub.resolve("in it"), "i");
        if (IS_ROOT) {
            Files.setAttribute(sub, "unix:uid", 1000);
            Files.setAttribute(link, "unix:gid", 1001, LinkOption.NOFOLLOW_LINKS);
        }
        touch(link, TIME_OF_LINK);
        for (Path path : List.of(file, sub, source)) touch(path, TIME);
        assertThat(Command.run("copy", "-q", source.toString(), target.toString()))
                .isEqualTo(new Command.Result(0, "", ""));
    }

    private static void touch(Path path, FileTime time) throws IOException {
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(time, time, null);
    }

    private static UserDefinedFileAttributeView view(Path path) {
        return Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
    }

    /// A name that is no text: bytes that are not UTF-8, and the end of a line.
    private static Path odd(Path parent) {
        return Path.of(URI.create(parent.toUri() + "%FC%0Aname"));
    }

    private static Object attribute(String name, Path path) throws IOException {
        return Files.getAttribute(path, "unix:" + name, LinkOption.NOFOLLOW_LINKS);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /// The JDK has no such attributes, and setfacl(1) is not everywhere; perl(1) is wherever git
    /// is.
    private static String accessList(String action, Path path, String hex) throws IOException, InterruptedException {
        String program = """
            my ($action, $arch, $path, $hex) = @ARGV;
            my ($set, $get) = $arch eq "aarch64" ? (5, 8) : (188, 191);
            my $name = "system.posix_acl_access";
            if ($action eq "set") {
                my $value = pack "H*", $hex;
                syscall($set, $path, $name, $value, length $value, 0) == 0 or die "setxattr: $!";
            } else {
                my $value = "\\0" x 4096;
                my $length = syscall($get, $path, $name, $value, length $value);
                $length >= 0 or die "getxattr: $!";
                print unpack "H*", substr $value, 0, $length;
            }
            """;
        return run("perl", "-e", program, action, System.getProperty("os.arch"), path.toString(), hex);
    }

    @Test
    void contentIsKept() throws Exception {
        assertThat(Files.mismatch(source.resolve("file"), target.resolve("file")))
                .isEqualTo(-1);
        assertThat(target.resolve("sub/in it")).hasContent("i");
    }

    @Test
    void permissionsAreKept() throws Exception {
        assertThat((int) attribute("mode", target.resolve("file")) & 07777).isEqualTo(0640);
    }

    @Test
    void timesOfFilesAndLinksAreKeptToTheNanosecond() throws Exception {
        assertThat(attribute("lastModifiedTime", target.resolve("file"))).isEqualTo(TIME);
        assertThat(attribute("lastModifiedTime", target.resolve("link"))).isEqualTo(TIME_OF_LINK);
    }

    @Test
    void timesOfDirectoriesAreKeptToTheNanosecond() throws Exception {
        assertThat(attribute("lastModifiedTime", target.resolve("sub"))).isEqualTo(TIME);
        assertThat(attribute("lastModifiedTime", target)).isEqualTo(TIME);
    }

    @Test
    void ownersAreKept() throws Exception {
        for (String name : List.of("file", "sub", "link", "pipe")) {
            for (String owner : List.of("uid", "gid")) {
                assertThat(attribute(owner, target.resolve(name)))
                        .as(owner + " of " + name)
                        .isEqualTo(attribute(owner, source.resolve(name)));
            }
        }
    }

    @Test
    void namesOfOneFileAreNamesOfOneFile() throws Exception {
        assertThat(attribute("ino", target.resolve("second name")))
                .isEqualTo(attribute("ino", target.resolve("file")))
                .isNotEqualTo(attribute("ino", source.resolve("file")));
        assertThat(attribute("nlink", target.resolve("file"))).isEqualTo(2);
    }

    @Test
    void linksAreLinks() throws Exception {
        assertThat(Files.readSymbolicLink(target.resolve("link"))).isEqualTo(Path.of("file"));
    }

    @Test
    void linksToNowhereAreLinks() throws Exception {
        assertThat(Files.readSymbolicLink(target.resolve("dangling"))).isEqualTo(Path.of("nowhere"));
    }

    @Test
    void holesAreHoles() throws Exception {
        Path sparse = target.resolve("sparse");
        assertThat(sparse).hasSize(HOLE + 3);
        String blocks = run("stat", "-c", "%b", sparse.toString()).strip();
        assertThat(Long.parseLong(blocks)).isLessThan(1000);
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "r")) {
            file.seek(HOLE);
            assertThat(file.readLine()).isEqualTo("end");
        }
    }

    @Test
    void extendedAttributesAreKept() throws Exception {
        ByteBuffer value = ByteBuffer.allocate(100);
        view(target.resolve("file")).read("colour", value);
        assertThat(StandardCharsets.UTF_8.decode(value.flip()).toString()).isEqualTo("blue");
    }

    @Test
    void accessListsAreKept() throws Exception {
        assertThat(accessList("get", target.resolve("program"), "")).isEqualTo(ACCESS_LIST);
    }

    @Test
    void aProgramRunsAsItsOwnerStill() throws Exception {
        assertThat((int) attribute("mode", target.resolve("program")) & 07000).isEqualTo(04000);
    }

    @Test
    void pipesArePipes() throws Exception {
        assertThat((int) attribute("mode", target.resolve("pipe")) & 0170000).isEqualTo(0010000);
    }

    @Test
    void namesAreBytes() throws Exception {
        assertThat(odd(target)).hasContent("n");
    }
}
