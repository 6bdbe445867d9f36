package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Tidemill;
import dev.tidemill.file.Advice;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.linux.LibC;
import dev.tidemill.transfer.entry.Descriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which way the bytes go, and that they are the same on each; on every engine, and without native
/// access but for what takes system calls.
abstract class WayContract extends CopyingTest {

    private static void assumeHolesCanBeSeen() {
        assumeTrue(LibC.isAvailable(), "without system calls nobody sees holes");
    }

    /// A file of `size` bytes of which some are data and the others holes.
    ///
    /// @return bytes that are data
    private long writeSparse(Path path, Random random, long size) throws IOException {
        long data = 0;
        try (FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            for (long position = random.nextInt(1 << 20); position < size; ) {
                int bytes = (int) Math.min(size - position, 1 + random.nextInt(40 * BLOCK));
                assertThat(file.write(ByteBuffer.wrap(Entries.bytes(random, bytes)), position))
                        .isEqualTo(bytes);
                data += bytes;
                position += bytes + random.nextInt(2 << 20);
            }
            if (file.size() < size) assertThat(file.truncate(size)).isNotNull();
        }
        try (var file = new java.io.RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(size);
        }
        return data;
    }

    @ParameterizedTest
    @EnumSource(CacheUse.class)
    void holesStayHoles(CacheUse cacheUse) throws Exception {
        assumeHolesCanBeSeen();
        long seed = Entries.seed();
        Random random = new Random(seed);
        for (boolean durable : List.of(false, true)) {
            long size = (24L << 20) + random.nextInt(3 * BLOCK);
            Files.deleteIfExists(source);
            long data = writeSparse(source, random, size);
            String message = "-Dtidemill.test.seed=" + seed + " " + cacheUse + " durable " + durable;
            CopySettings settings = CopySettings.DEFAULT.withCacheUse(cacheUse).withDurable(durable);
            try (Copy copy = Copy.start(io, source, target, settings)) {
                assertThat(copy.await()).as(message).isEqualTo(size);
                assertThat(copy.progress().transferredBytes()).as(message).isEqualTo(size);
            }
            assertThat(Files.mismatch(source, target)).as(message).isEqualTo(-1);
            assertThat(run("sync", "-f", target.toString())).isZero();
            assertThat(allocatedBytes(target)).as(message).isLessThan(data + (size - data) / 2);
        }
    }

    /// Written, on the device, and out of the page cache.
    private static void evict(Path file) throws Exception {
        assertThat(run("sync", "-f", file.toString())).isZero();
        try (AsyncFile open = AsyncFile.open(Tidemill.shared(), file).await()) {
            open.advise(Advice.DONT_NEED).await();
        }
    }

    private static long cachedPages(Path file) throws IOException {
        try (Descriptor open = Descriptor.read(file)) {
            return open.cachedPages(0, 0);
        }
    }

    @Test
    void aLongSourceThatIsNotInThePageCacheDoesNotGetThere() throws Exception {
        assumeTrue(LibC.isAvailable(), "without system calls nobody sees what is in the page cache");
        assumeTrue(Runtime.getRuntime().availableProcessors() >= 2, "there is no processor for a thread that reads");
        mounted("ext4", 256 << 20, mount -> {
            source = mount.resolve("source");
            long seed = Entries.seed();
            byte[] content = Entries.bytes(new Random(seed), (64 << 20) + 5001);
            for (CopySettings settings : List.of(
                    CopySettings.DEFAULT,
                    CopySettings.DEFAULT.withDurable(true),
                    CopySettings.DEFAULT.withCacheUse(CacheUse.SPARED))) {
                Files.write(source, content);
                evict(source);
                assumeTrue(cachedPages(source) == 0, "the system does not say what is in the page cache");
                assertThat(copy(settings)).isEqualTo(content.length);
                assertThat(cachedPages(source)).isZero();
                assertThat(target).hasBinaryContent(content);
            }
        });
    }

    @Test
    void aLongSourceThatIsPartlyInThePageCacheIsCopiedWhole() throws Exception {
        long seed = Entries.seed();
        Random random = new Random(seed);
        for (boolean sparse : List.of(false, true)) {
            String message = "-Dtidemill.test.seed=" + seed + " sparse " + sparse;
            int size = (65 << 20) + random.nextInt(3 * BLOCK);
            Files.deleteIfExists(source);
            if (sparse) writeSparse(source, random, size);
            else Files.write(source, Entries.bytes(random, size));
            evict(source);
            try (FileChannel file = FileChannel.open(source)) {
                for (int i = 0; i < 6; i++) {
                    ByteBuffer some = ByteBuffer.allocate(1 + random.nextInt(3 << 20));
                    assertThat(file.read(some, random.nextInt(size))).isPositive();
                }
            }
            assertThat(copy(CopySettings.DEFAULT)).as(message).isEqualTo(size);
            assertThat(Files.mismatch(source, target)).as(message).isEqualTo(-1);
        }
    }

    /// On ext4 a new file has its place before its bytes, and none too much in the end.
    @Test
    void aNewFileThatHasNoRoomFailsBeforeAnythingIsWritten() throws Exception {
        assumeTrue(LibC.isAvailable(), "without system calls no place is set aside");
        Files.write(source, Entries.bytes(new Random(Entries.seed()), (80 << 20) + 1));
        mounted("ext4", 64 << 20, mount -> {
            target = mount.resolve("target");
            assertThatThrownBy(() -> copy(CopySettings.DEFAULT))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageStartingWith(target + ": ")
                    .hasMessageContaining("ENOSPC")
                    .hasMessageEndingWith("nothing was written");
            assertThat(target).doesNotExist();
            PartFiles.assertNone(mount);

            Files.writeString(target, "old"); // what it replaces has to stay until all bytes are there
            assertThatThrownBy(() -> copy(CopySettings.DEFAULT))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("bytes had been written, and are removed");
            assertThat(target).hasContent("old");
            PartFiles.assertNone(mount);
        });
    }

    @Test
    void aNewFileTakesNoMoreRoomThanItsBytes() throws Exception {
        byte[] content = Entries.bytes(new Random(Entries.seed()), (10 << 20) + 1);
        Files.write(source, content);
        assertThat(copy(CopySettings.DEFAULT)).isEqualTo(content.length);
        assertThat(target).hasBinaryContent(content);
        assertThat(run("sync", "-f", target.toString())).isZero();
        assertThat(allocatedBytes(target)).isBetween(10L << 20, 11L << 20);
    }

    @Test
    void aSmallFileOfHolesHasThemToo() throws Exception {
        assumeHolesCanBeSeen();
        try (var file = new java.io.RandomAccessFile(source.toFile(), "rw")) {
            file.setLength(200_000);
            file.seek(100_000);
            file.write(1);
        }
        assertThat(copy(CopySettings.DEFAULT)).isEqualTo(200_000);
        assertThat(Files.mismatch(source, target)).isEqualTo(-1);
        assertThat(allocatedBytes(target)).isLessThanOrEqualTo(4 * BLOCK);
    }

    @Test
    void aFileOfNothingButHolesIsCopiedAtOnce() throws Exception {
        assumeHolesCanBeSeen();
        try (var file = new java.io.RandomAccessFile(source.toFile(), "rw")) {
            file.setLength(1L << 40);
        }
        assertThat(copy(CopySettings.DEFAULT)).isEqualTo(1L << 40);
        assertThat(Files.size(target)).isEqualTo(1L << 40);
        assertThat(allocatedBytes(target)).isZero();
    }

    @Test
    void whoWantsNoHolesGetsBytes() throws Exception {
        writeSparse(source, new Random(5), 4 << 20);
        EnumSet<Attribute> attributes = EnumSet.complementOf(EnumSet.of(Attribute.HOLES));
        assertThat(copy(CopySettings.DEFAULT.withAttributes(attributes))).isEqualTo(4 << 20);
        assertThat(Files.mismatch(source, target)).isEqualTo(-1);
        assertThat(allocatedBytes(target)).isGreaterThanOrEqualTo(4 << 20);
    }

    @ParameterizedTest
    @EnumSource(CacheUse.class)
    void everyUseOfThePageCacheCopiesTheSameBytes(CacheUse cacheUse) throws Exception {
        for (int size : List.of(0, 1, BLOCK, 300_000, 8 << 20, (9 << 20) + 1, (40 << 20) + 4095)) {
            byte[] content = Entries.bytes(new Random(size), size);
            Files.write(source, content);
            assertThat(copy(CopySettings.DEFAULT.withCacheUse(cacheUse))).isEqualTo(size);
            assertThat(Files.mismatch(source, target)).as(cacheUse + " " + size).isEqualTo(-1);
            assertThat(Files.size(target)).isEqualTo(size);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 300_000, 20 << 20})
    void aVerifiedCopyIsReadBack(int size) throws Exception {
        Files.write(source, Entries.bytes(new Random(size), size));
        for (CacheUse cacheUse : CacheUse.values()) {
            CopySettings settings = CopySettings.DEFAULT.withVerified(true).withCacheUse(cacheUse);
            assertThat(copy(settings)).isEqualTo(size);
            assertThat(Files.mismatch(source, target)).isEqualTo(-1);
        }
    }

    @Test
    void aVerifiedCopyWithHolesIsReadBack() throws Exception {
        long seed = Entries.seed();
        writeSparse(source, new Random(seed), 10_000_000);
        assertThat(copy(CopySettings.DEFAULT.withVerified(true)))
                .as("-Dtidemill.test.seed=" + seed)
                .isEqualTo(10_000_000);
        assertThat(Files.mismatch(source, target)).isEqualTo(-1);
    }

    @Test
    void sharingThatIsRequiredAndNotToBeHadIsAFailure() throws Exception {
        String why = LibC.isAvailable() ? "the file system has no such thing" : "there are no system calls";
        mounted("ext4", 32 << 20, mount -> {
            source = Files.write(mount.resolve("source"), new byte[10]);
            target = Files.writeString(mount.resolve("target"), "old");
            assertThatThrownBy(() -> copy(CopySettings.DEFAULT.withSharing(Sharing.REQUIRED)))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageStartingWith(target + ": ")
                    .hasMessageContaining("cannot share blocks with " + source + ": " + why);
            assertThat(target).hasContent("old");
            PartFiles.assertNone(mount);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"btrfs", "xfs"})
    void blocksAreSharedOrNotAsIsSaid(String kind) throws Exception {
        assumeTrue(LibC.isAvailable(), "without system calls no blocks are shared");
        mounted(kind, 320 << 20, mount -> {
            source = mount.resolve("source");
            target = mount.resolve("target");
            byte[] content = Entries.bytes(new Random(1), 90_000_001);
            Files.write(source, content);
            assertThat(run("sync", "-f", mount.toString())).isZero();
            long before = mount.toFile().getUsableSpace();
            CopySettings required = CopySettings.DEFAULT.withSharing(Sharing.REQUIRED);
            for (CopySettings settings :
                    List.of(required.withDurable(true), required.withVerified(true), CopySettings.DEFAULT)) {
                assertThat(copy(settings)).isEqualTo(content.length);
                assertThat(Files.mismatch(source, target)).isEqualTo(-1);
            }
            assertThat(run("sync", "-f", mount.toString())).isZero();
            assertThat(before - mount.toFile().getUsableSpace()).isLessThan(content.length / 2);
            assertThat(copy(CopySettings.DEFAULT.withSharing(Sharing.NEVER))).isEqualTo(content.length);
            assertThat(Files.mismatch(source, target)).isEqualTo(-1);
            assertThat(run("sync", "-f", mount.toString())).isZero();
            assertThat(before - mount.toFile().getUsableSpace()).isGreaterThan(content.length / 2);
            PartFiles.assertNone(mount);
        });
    }

    private static String attributes(Path path) throws IOException, InterruptedException {
        return Shell.shell(path.getParent(), "stat -c '%u %g %a %x %y' " + path.getFileName()) + Xattrs.of(path);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 300_000, 9 << 20})
    void everythingThatAFileHasIsCopied(int size) throws Exception {
        boolean hasLists = LibC.isAvailable(); // nobody sees them otherwise
        Files.write(source, new byte[size]);
        Xattrs.set(source, "user.colour", "b10e");
        if (hasLists) Xattrs.set(source, Xattrs.ACCESS, Xattrs.LIST);
        boolean isOthers = Privileges.has(Privileges.CHOWN);
        if (isOthers) assertThat(run("chown", "12345:54321", source.toString())).isZero();
        assertThat(run("chmod", "6750", source.toString())).isZero();
        List<String> touch = List.of("touch", "-d", "2001-02-03 04:05:06.123456789", source.toString());
        assertThat(run(touch.toArray(String[]::new))).isZero();
        String wanted = attributes(source);
        assertThat(wanted).contains(isOthers ? "12345 54321 6750" : " 6750").contains("('user.colour', 'b10e')");
        assertThat(wanted.contains("posix_acl_access")).isEqualTo(hasLists);
        for (boolean durable : List.of(false, true)) {
            assertThat(run(touch.toArray(String[]::new))).isZero(); // a copy before this one has read it
            assertThat(copy(CopySettings.DEFAULT.withDurable(durable))).isEqualTo(size);
            assertThat(attributes(target)).isEqualTo(wanted);
            Files.delete(target);
        }
        assertThat(copy(CopySettings.DEFAULT.withAttributes(EnumSet.noneOf(Attribute.class))))
                .isEqualTo(size);
        assertThat(attributes(target))
                .doesNotContain("12345")
                .doesNotContain("user.")
                .doesNotContain("posix_acl");
    }
}
