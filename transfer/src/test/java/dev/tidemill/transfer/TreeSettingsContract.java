package dev.tidemill.transfer;

import static dev.tidemill.transfer.Shell.look;
import static dev.tidemill.transfer.Shell.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the settings do to a copy of a tree, whatever calls it makes.
abstract class TreeSettingsContract extends CopyingTest {

    /// Whether the system's own calls are used, and not only what the JDK has.
    boolean hasSystemCalls() {
        return true;
    }

    @BeforeEach
    void makeSource() throws Exception {
        Files.createDirectory(source);
    }

    private TreeCopy.Summary copyTree(CopySettings settings) throws Exception {
        List<TreeCopy.Root> roots = List.of(new TreeCopy.Root(source, target));
        try (TreeCopy copy = TreeCopy.start(io, roots, settings, new TreeCopy.Listener() {}, hasSystemCalls())) {
            TreeCopy.Summary summary = copy.await();
            Progress end = copy.progress();
            assertThat(end.files()).isEqualTo(end.totalFiles());
            if (!settings.dryRun()) assertThat(end.transferredBytes()).isEqualTo(end.totalBytes());
            return summary;
        }
    }

    private static UserDefinedFileAttributeView attributes(Path path) {
        return Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
    }

    /// What the JDK knows of, too: the rest is for [SystemTreeTest].
    @Test
    void ownersPermissionsTimesNamesAndAttributesAreKept() throws Exception {
        shell(source, """
            echo content > file; chmod 640 file; touch -d '2001-02-03 04:05:06.123456789' file
            ln file 'second name'; mkdir -p sub/deeper; ln file sub/third; chmod 6755 'second name'
            ln -s file link; ln -s nowhere dangling; touch -h -d '1999-01-01 00:00:00.5' dangling
            echo x > suid; chmod 6755 suid; mkdir sticky; chmod 3777 sticky; : > empty; chmod 0400 empty
            head -c 1000000 /dev/urandom > long; touch -d 2004-04-04 long
            touch -d '2003-03-03 03:03:03.333333333' sub/deeper sub
            """);
        if (Privileges.has(Privileges.CHOWN)) {
            shell(source, """
                echo y > owned; chown 1234:4321 owned; chown -h 77:88 dangling; mkdir od; chown 12:13 od
                echo z > suidowned; chown 1234:4321 suidowned; chmod 4711 suidowned; chmod 0 empty
                """);
        }
        attributes(source.resolve("file")).write("name", ByteBuffer.wrap(new byte[] {1, 2, 3}));
        attributes(source.resolve("long")).write("name", ByteBuffer.wrap(new byte[] {4}));
        Entries.chmod(source.resolve("long"), 0444);
        attributes(source.resolve("sub")).write("of a directory", ByteBuffer.wrap(new byte[0]));
        Map<String, String> expected = look(source);
        copyTree(CopySettings.DEFAULT.withVerified(true));
        assertThat(look(target)).isEqualTo(expected);
        assertThat(shell(directory, "cd source; find . -type f -exec cksum {} + | sort"))
                .isEqualTo(shell(directory, "cd target; find . -type f -exec cksum {} + | sort"));
        ByteBuffer value = ByteBuffer.allocate(3);
        attributes(target.resolve("file")).read("name", value);
        assertThat(value.array()).containsExactly(1, 2, 3);
        assertThat(attributes(target.resolve("long")).list()).containsExactly("name");
        assertThat(attributes(target.resolve("sub")).list()).containsExactly("of a directory");
    }

    @Test
    void attributesThatNobodyWantsAreLeftOut() throws Exception {
        shell(source, "echo x > file; chmod 4640 file; touch -d 2001-01-01 file; ln file other; umask 022");
        attributes(source.resolve("file")).write("name", ByteBuffer.wrap(new byte[1]));
        copyTree(CopySettings.DEFAULT.withAttributes(EnumSet.noneOf(Attribute.class)));
        Path copied = target.resolve("file");
        assertThat(Entries.mode(copied) & ~0640).isZero();
        assertThat(Files.getLastModifiedTime(copied).toMillis()).isGreaterThan(1_600_000_000_000L);
        assertThat(attributes(copied).list()).isEmpty();
        assertThat(Files.getAttribute(copied, "unix:nlink")).isEqualTo(1);
    }

    @Test
    void whatIsThereBecomesWhatTheSettingSays() throws Exception {
        for (Existing existing : Existing.values()) {
            shell(directory, """
                rm -rf source target; mkdir source target
                for name in older newer same equal; do echo source > source/$name; echo target > target/$name; done
                touch -d 2010-01-01 source/older source/newer source/same source/equal target/same target/equal
                touch -d 2005-01-01 target/older; touch -d 2015-01-01 target/newer
                echo source > target/equal; touch -d 2012-01-01 target/equal; echo new > source/new
                """);
            List<String> replaced = switch (existing) {
                case REPLACE, UPDATE_CONTENT -> List.of("older", "newer", "same", "new");
                case UPDATE -> List.of("older", "new");
                case UPDATE_DIFFERENT -> List.of("older", "newer", "new");
                case KEEP, REFUSE -> List.of("new");
            };
            CopySettings settings = CopySettings.DEFAULT.withExisting(existing);
            if (existing == Existing.REFUSE) {
                assertThatThrownBy(() -> copyTree(settings))
                        .isInstanceOf(FileAlreadyExistsException.class)
                        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(3));
            } else {
                assertThat(copyTree(settings).files()).as(existing.toString()).isEqualTo(5);
            }
            for (String name : List.of("older", "newer", "same", "new")) {
                assertThat(Files.readString(target.resolve(name)).equals("target\n"))
                        .as(existing + " " + name)
                        .isEqualTo(!replaced.contains(name));
            }
            FileTime time = Files.getLastModifiedTime(source.resolve("equal"));
            boolean hasTime = Files.getLastModifiedTime(target.resolve("equal")).equals(time);
            assertThat(hasTime)
                    .as(existing.toString())
                    .isEqualTo(existing != Existing.KEEP && existing != Existing.REFUSE && existing != Existing.UPDATE);
        }
    }

    /// Small files, and those that are compared block by block.
    @Test
    void whatHasTheContentOfTheSourceStaysAndGetsTheRest() throws Exception {
        shell(directory, """
            echo content > source/small; head -c 3000000 /dev/zero > source/long; cp source/long source/other
            ln -s somewhere source/link; ln source/long 'source/second name'; : > source/empty
            cp -a source target; printf x | dd of=target/other bs=1 seek=2999999 conv=notrunc 2> dd.log; rm dd.log
            chmod 640 source/small source/long; touch -d 2012-01-01 source/small source/long source/empty
            touch -d 2012-01-01 source
            """);
        if (hasSystemCalls()) shell(source, "touch -h -d 2013-01-01 link; touch -d 2012-01-01 .");
        attributes(source.resolve("long")).write("name", ByteBuffer.wrap(new byte[] {1}));
        String inodes = "stat -c '%n %i' small long link";
        String before = shell(target, inodes);
        CopySettings settings = CopySettings.DEFAULT.withExisting(Existing.UPDATE_CONTENT);
        ConcurrentLinkedQueue<Path> copied = new ConcurrentLinkedQueue<>();
        TreeCopy.Listener listener = new TreeCopy.Listener() {
            @Override
            public void copied(Path from, Path to) {
                if (Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) copied.add(from.getFileName());
            }
        };
        List<TreeCopy.Root> roots = List.of(new TreeCopy.Root(source, target));
        try (TreeCopy copy = TreeCopy.start(io, roots, settings, listener, hasSystemCalls())) {
            assertThat(copy.await().files()).isEqualTo(6);
            assertThat(copy.progress().transferredBytes())
                    .isEqualTo(3_000_000)
                    .isEqualTo(copy.progress().totalBytes());
        }
        assertThat(shell(target, inodes)).isEqualTo(before);
        assertThat(look(target)).isEqualTo(look(source));
        assertThat(Files.mismatch(source.resolve("other"), target.resolve("other")))
                .isEqualTo(-1);
        assertThat(attributes(target.resolve("long")).list()).containsExactly("name");
    }

    @Test
    void whatIsReplacedIsKeptUnderAnotherName() throws Exception {
        shell(directory, """
            echo new > source/file; mkdir target; echo old > target/file; echo oldest > target/file~
            ln -s somewhere source/link; ln -s elsewhere target/link; echo first > source/first
            """);
        copyTree(CopySettings.DEFAULT.withBackupSuffix("~"));
        assertThat(target.resolve("file")).hasContent("new");
        assertThat(target.resolve("file~")).hasContent("old");
        assertThat(Files.readSymbolicLink(target.resolve("link~"))).hasToString("elsewhere");
        assertThat(target.resolve("first~")).doesNotExist();
    }

    @Test
    void aSecondRunChangesNothingAndLinksStayTogether() throws Exception {
        shell(source, "echo x > a; ln a b; ln a c; mkdir d; ln a d/e; ln -s x l; ln l m");
        copyTree(CopySettings.DEFAULT);
        Map<String, String> first = look(target);
        for (Existing existing : List.of(Existing.REPLACE, Existing.UPDATE_DIFFERENT, Existing.UPDATE_CONTENT)) {
            Files.deleteIfExists(target.resolve("b"));
            copyTree(CopySettings.DEFAULT.withExisting(existing));
            assertThat(look(target)).as(existing.toString()).isEqualTo(first);
        }
    }

    @Test
    void onlyWhatTheFilterAcceptsIsCopied() throws Exception {
        shell(source, "mkdir -p a/b c; echo 1 > a/b/x.o; echo 2 > a/b/x.c; echo 3 > c/y.c; echo 4 > z.o");
        ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
        PathFilter filter = (path, isDirectory) -> {
            asked.add(path + (isDirectory ? "/" : ""));
            return isDirectory ? !path.equals(Path.of("c")) : !path.toString().endsWith(".o");
        };
        assertThat(copyTree(CopySettings.DEFAULT.withFilter(filter)).files()).isEqualTo(1);
        assertThat(target.resolve("a/b/x.c")).hasContent("2");
        assertThat(target.resolve("c")).doesNotExist();
        assertThat(asked).containsExactlyInAnyOrder("a/", "c/", "z.o", "a/b/", "a/b/x.o", "a/b/x.c");
    }

    @Test
    void aDryRunWritesNothing() throws Exception {
        shell(
                directory,
                "mkdir -p source/a target; echo x > source/a/file; ln -s x source/l; echo y > source/there;"
                        + " echo old > target/there; touch -d 2001-01-01 target");
        Map<String, String> before = look(target);
        List<Path> wouldBe = new ArrayList<>();
        TreeCopy.Listener listener = new TreeCopy.Listener() {
            @Override
            public void copied(Path from, Path to) {
                synchronized (wouldBe) {
                    wouldBe.add(from);
                }
            }
        };
        List<TreeCopy.Root> roots = List.of(new TreeCopy.Root(source, target));
        CopySettings settings = CopySettings.DEFAULT.withDryRun(true);
        try (TreeCopy copy = TreeCopy.start(io, roots, settings, listener, hasSystemCalls())) {
            assertThat(copy.await().files()).isEqualTo(3);
        }
        assertThat(look(target)).isEqualTo(before);
        assertThat(wouldBe).contains(source.resolve("a/file"), source.resolve("l"), source.resolve("there"));
    }

    @Test
    void anotherFileSystemIsLeftOutIfAsked() throws Exception {
        Privileges.assumeMounting();
        shell(source, "mkdir mounted; echo here > here; mount -t tmpfs none mounted; echo there > mounted/file");
        try {
            copyTree(CopySettings.DEFAULT.withOneFileSystem(true));
            assertThat(target.resolve("mounted")).isEmptyDirectory();
            assertThat(target.resolve("here")).hasContent("here\n");
            copyTree(CopySettings.DEFAULT);
            assertThat(target.resolve("mounted/file")).hasContent("there\n");
        } finally {
            shell(source, "umount mounted");
        }
    }

    @Test
    void manyFilesOfAnySizeAreCopiedByManyThreads() throws Exception {
        long seed = Entries.seed();
        Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            Path file = source.resolve("file " + i);
            Files.write(file, Entries.bytes(random, random.nextInt(i % 100 == 0 ? 3_000_000 : 3000)));
            if (i % 10 == 0) Files.createLink(source.resolve("again " + i), file);
        }
        Map<String, String> expected = Entries.look(source);
        for (boolean isDurable : new boolean[] {false, true}) {
            target = directory.resolve("target " + isDurable);
            TreeCopy.Summary summary = copyTree(CopySettings.DEFAULT.withJobs(8).withDurable(isDurable));
            assertThat(summary.files()).isEqualTo(3300);
            assertThat(Entries.look(target)).as("seed " + seed).isEqualTo(expected);
            assertThat(Files.getAttribute(target.resolve("again 0"), "unix:ino"))
                    .isEqualTo(Files.getAttribute(target.resolve("file 0"), "unix:ino"));
        }
    }

    @Test
    void aLinkInThePlaceOfADirectoryIsNotFollowed() throws Exception {
        shell(directory, "mkdir -p source/d elsewhere target; echo x > source/d/f; ln -s ../elsewhere target/d");
        assertThatThrownBy(() -> copyTree(CopySettings.DEFAULT))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("not a directory");
        assertThat(directory.resolve("elsewhere")).isEmptyDirectory();
    }
}
