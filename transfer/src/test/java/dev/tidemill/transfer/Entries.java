package dev.tidemill.transfer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.linux.LibC;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Files and trees for tests, and what can be seen of them.
public final class Entries {

    private Entries() {}

    static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    public static long seed() {
        return Long.getLong("tidemill.test.seed", System.nanoTime());
    }

    static Path fifo(Path path) throws IOException, InterruptedException {
        assumeTrue(LibC.isAvailable(), "without system calls a read of a pipe cannot be stopped");
        Process mkfifo =
                new ProcessBuilder("mkfifo", path.toString()).inheritIO().start();
        if (mkfifo.waitFor() != 0) throw new IOException("mkfifo " + path);
        return path;
    }

    /// A child of `directory` whose name is this one byte, which no charset need know.
    static Path oddName(Path directory, int b) {
        return Path.of(URI.create(directory.toUri() + "%" + "%02X".formatted(b)));
    }

    /// A random time with nanoseconds, between 1970 and 2200.
    static FileTime time(Random random) {
        return FileTime.from(Instant.ofEpochSecond(random.nextLong(7_258_118_400L), random.nextInt(1_000_000_000)));
    }

    static void touch(Path path, FileTime modified, FileTime accessed) throws IOException {
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(modified, accessed, null);
    }

    public static void chmod(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
    }

    public static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    /// A tree of about `size` entries.
    static void plant(Path root, Random random, int size) throws IOException {
        Files.createDirectory(root);
        int left = size;
        int n = 0;
        while (left > 0) {
            Path path = root.resolve("entry " + n++);
            int mode = 0600 | random.nextInt(01000);
            switch (random.nextInt(6)) {
                case 0 -> {
                    int part = random.nextInt(left + 1);
                    plant(path, random, part);
                    left -= part;
                }
                case 1 -> {
                    Files.createSymbolicLink(path, Path.of("somewhere/" + random.nextInt(10)));
                    touch(path, time(random), time(random));
                }
                default -> {
                    Files.write(path, bytes(random, random.nextInt(20_000)));
                    touch(path, time(random), time(random));
                    chmod(path, mode);
                }
            }
            left--;
        }
        touch(root, time(random), time(random));
        chmod(root, 0700 | random.nextInt(0100));
    }

    /// Everything below `root`, and itself, by its name: what it is, permissions, times, content.
    static Map<String, String> look(Path root) throws IOException {
        Map<String, String> seen = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                seen.put(root.relativize(path).toUri().getRawPath(), describe(path));
            }
        }
        return seen;
    }

    static String describe(Path path) throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(path, "unix:mode,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        String content = Files.isSymbolicLink(path)
                ? " -> " + Files.readSymbolicLink(path)
                : Files.isRegularFile(path) ? " " + Arrays.hashCode(Files.readAllBytes(path)) : "";
        return "%o %s%s".formatted((int) attributes.get("mode"), attributes.get("lastModifiedTime"), content);
    }
}
