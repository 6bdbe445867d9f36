package dev.tidemill.transfer;

import static dev.tidemill.transfer.Shell.look;
import static dev.tidemill.transfer.Shell.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What only system calls can keep of a tree, and what they must not be led to.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SystemTreeTest extends SystemCallsTest {

    private TreeCopy.Summary copy(CopySettings settings) throws Exception {
        List<TreeCopy.Root> roots = List.of(new TreeCopy.Root(source, target));
        try (TreeCopy copy = TreeCopy.start(dev.tidemill.Tidemill.shared(), roots, settings, new Looking())) {
            return copy.await();
        }
    }

    /// What it is told of is there.
    private static final class Looking implements TreeCopy.Listener {
        @Override
        public void copied(Path source, Path target) {
            if (target.getNameCount() > 100) return; // the JDK cannot look there
            assertThat(Files.exists(target, LinkOption.NOFOLLOW_LINKS))
                    .as(target.toString())
                    .isTrue();
        }
    }

    /// Only the first entries of a large directory are copied while it has no name.
    @ParameterizedTest
    @EnumSource(Existing.class)
    void whatAppearsBesideTheFilesOfALargeDirectoryIsReplacedAsItWasAskedFor(Existing existing) throws Exception {
        int count = 2500;
        for (int i = 0; i < count; i++) Files.writeString(source.resolve("%04d".formatted(i)), "new");
        AtomicInteger looked = new AtomicInteger();
        AtomicReference<Path> appeared = new AtomicReference<>();
        PathFilter filter = (path, _) -> {
            if (looked.incrementAndGet() == count) appeared.set(quicker(target.resolve(path)));
            return true;
        };
        CopySettings settings = CopySettings.DEFAULT.withFilter(filter).withExisting(existing);
        List<TreeCopy.Root> roots = List.of(new TreeCopy.Root(source, target));
        boolean isRefused = existing == Existing.REFUSE;
        boolean isKept = existing == Existing.KEEP || existing == Existing.UPDATE;
        try (TreeCopy copy = TreeCopy.start(dev.tidemill.Tidemill.shared(), roots, settings, new Looking())) {
            if (isRefused) assertThatThrownBy(copy::await).isInstanceOf(FileAlreadyExistsException.class);
            else assertThat(copy.await().files()).isEqualTo(count);
            assertThat(copy.failures()).hasSize(isRefused ? 1 : 0);
            assertThat(copy.progress().keptFiles()).isEqualTo(isKept ? 1 : 0);
        }
        Path one = appeared.get();
        assertThat(one).hasContent(isRefused || isKept ? "somebody was quicker" : "new");
        try (Stream<Path> copies = Files.list(target)) {
            assertThat(copies.filter(path -> !path.equals(one)))
                    .hasSize(count - 1)
                    .allSatisfy(path -> assertThat(path).hasContent("new"));
        }
    }

    private static Path quicker(Path name) {
        try {
            Files.setLastModifiedTime(Files.writeString(name, "somebody was quicker"), FUTURE);
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final FileTime FUTURE = FileTime.from(Instant.parse("2200-01-01T00:00:00Z"));

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyColumnOfTheTableOfCopySemanticsIsYes(boolean isDurable) throws Exception {
        shell(source, """
            echo content > file; chmod 640 file; touch -d '2001-02-03 04:05:06.123456789' file
            ln file 'second name'; mkdir -p sub/deeper; ln file sub/third
            ln -s file link; ln -s nowhere dangling; touch -h -d '1999-01-01 00:00:00.5' dangling
            truncate -s 200000 sparse; echo end >> sparse
            truncate -s 9000000 'long hole'; echo end >> 'long hole'
            mkfifo fifo; touch -d '2002-02-02 02:02:02.2' fifo
            echo x > suid; chmod 6755 suid; mkdir sticky; chmod 3777 sticky
            printf x > "$(printf 'odd\\377\\nname')"
            touch -d '2003-03-03 03:03:03.333333333' sub/deeper sub
            """);
        if (Privileges.has(Privileges.CHOWN)) {
            shell(source, """
                echo y > owned; chown 1234:4321 owned; chown -h 77:88 dangling; mkdir od; chown 12:13 od
                echo z > suidowned; chown 1234:4321 suidowned; chmod 4711 suidowned
                """);
        }
        if (Privileges.has(Privileges.MKNOD)) shell(source, "mknod null c 1 3; mknod disk b 7 99");
        attributes(source.resolve("file")).write("name", ByteBuffer.wrap(new byte[] {1, 2, 3}));
        attributes(source.resolve("sub")).write("of a directory", ByteBuffer.wrap(new byte[0]));
        Map<String, String> expected = look(source);
        copy(CopySettings.DEFAULT.withDurable(isDurable));
        assertThat(look(target)).isEqualTo(expected);
        assertThat(shell(directory, "cd source; find . -type f -exec cksum {} + | sort"))
                .isEqualTo(shell(directory, "cd target; find . -type f -exec cksum {} + | sort"));
        Object number = Files.getAttribute(target.resolve("file"), "unix:ino");
        assertThat(Files.getAttribute(target.resolve("second name"), "unix:ino"))
                .isEqualTo(number);
        assertThat(Files.getAttribute(target.resolve("sub/third"), "unix:ino")).isEqualTo(number);
        assertThat(Long.parseLong(shell(target, "stat -c %b sparse").strip())).isLessThan(100);
        ByteBuffer value = ByteBuffer.allocate(3);
        attributes(target.resolve("file")).read("name", value);
        assertThat(value.array()).containsExactly(1, 2, 3);
        assertThat(attributes(target.resolve("sub")).list()).containsExactly("of a directory");
    }

    private static UserDefinedFileAttributeView attributes(Path path) {
        return Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
    }

    @Test
    void accessListsAreKeptAndThoseOfTheTargetAreNotInherited() throws Exception {
        shell(source, "echo x > listed; echo y > plain; mkdir both; echo z > both/in");
        Xattrs.set(source.resolve("listed"), Xattrs.ACCESS, Xattrs.LIST);
        Xattrs.set(source.resolve("both"), Xattrs.DEFAULT, Xattrs.LIST);
        Files.createDirectory(target);
        Xattrs.set(target, Xattrs.DEFAULT, Xattrs.LIST);
        copy(CopySettings.DEFAULT);
        assertThat(Xattrs.of(target.resolve("listed")))
                .isEqualTo(Xattrs.of(source.resolve("listed")))
                .contains("access");
        assertThat(Xattrs.of(target.resolve("both")))
                .isEqualTo(Xattrs.of(source.resolve("both")))
                .contains("default");
        assertThat(Xattrs.of(target.resolve("plain"))).isEqualTo(Xattrs.of(source.resolve("plain")));
        assertThat(Xattrs.of(target.resolve("both/in"))).isEqualTo(Xattrs.of(source.resolve("both/in")));
        assertThat(Entries.mode(target.resolve("plain"))).isEqualTo(Entries.mode(source.resolve("plain")));
    }

    /// Of blocks that must be shared it is seen whether short files are more than written.
    @Test
    void shortFilesAreVerifiedAndSharedAsLongOnesAre() throws Exception {
        shell(source, "echo x > short; mkdir sub; echo y > sub/short; : > empty");
        copy(CopySettings.DEFAULT.withVerified(true));
        assertThat(target.resolve("sub/short")).hasContent("y\n");
        assertThat(target.resolve("empty")).isEmptyFile();
        shell(directory, "rm -r target");
        CopySettings shared = CopySettings.DEFAULT.withSharing(Sharing.REQUIRED);
        String type = Files.getFileStore(directory).type();
        if (type.equals("btrfs") || type.equals("xfs")) copy(shared);
        else assertThatThrownBy(() -> copy(shared)).isInstanceOf(IOException.class);
    }

    /// Two paths of a thousand directories are longer than the system takes, and more directories
    /// than are kept open.
    @Test
    void pathsMayBeLongerThanTheSystemTakes() throws Exception {
        int depth = 600;
        shell(
                source,
                "for i in $(seq " + depth + "); do mkdir directory; cd -P directory; done; echo deep > file;"
                        + " touch -d 2001-01-01 .");
        assertThat(copy(CopySettings.DEFAULT.withJobs(3)).directories()).isEqualTo(depth + 1);
        assertThat(shell(target, "for i in $(seq " + depth + "); do cd -P directory; done; cat file; stat -c %Y ."))
                .isEqualTo("deep\n" + shell(target, "date -d 2001-01-01 +%s"));
        shell(directory, "rm -rf source target"); // the JDK could not
    }

    @Test
    void aWideTreeNeedsFewDescriptors() throws Exception {
        shell(source, "for i in $(seq 30); do for j in $(seq 30); do mkdir -p $i/$j; echo x > $i/$j/file; done; done");
        AtomicInteger most = new AtomicInteger();
        TreeCopy.Listener counting = new TreeCopy.Listener() {
            @Override
            public void copied(Path from, Path to) {
                try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                    most.accumulateAndGet((int) open.count(), Math::max);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        List<TreeCopy.Root> roots = List.of(new TreeCopy.Root(source, target));
        long before;
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            before = open.count();
        }
        try (TreeCopy copy =
                TreeCopy.start(dev.tidemill.Tidemill.shared(), roots, CopySettings.DEFAULT.withJobs(4), counting)) {
            assertThat(copy.await().files()).isEqualTo(900);
        }
        assertThat(most.get() - before).isLessThan(600);
    }

    @Test
    void whatAKilledRunLeftOfDirectoriesIsRemoved() throws Exception {
        shell(directory, """
            mkdir -p source/sub target/.tidemill-abcdefgh.part/.tidemill-aaaabbbb.part .tidemill-bbbbbbbb.part
            echo half > target/.tidemill-abcdefgh.part/file; echo half > .tidemill-bbbbbbbb.part/other
            ln -s x target/.tidemill-abcdefgh.part/.tidemill-aaaabbbb.part/l; echo x > source/sub/file
            """);
        copy(CopySettings.DEFAULT);
        try (Stream<Path> left = Files.list(target)) {
            assertThat(left).containsExactly(target.resolve("sub"));
        }
        assertThat(directory.resolve(".tidemill-bbbbbbbb.part")).doesNotExist();
    }
}
