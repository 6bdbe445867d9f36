package dev.tidemill.file;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/// Two folders with the same files: the JDK works in one of them and we in the other, and what they
/// give, what they throw and what they leave is the same.
final class SideBySide {

    private final Path parent;
    private Path theirs;
    private Path ours;
    private int number;
    private boolean changed;

    SideBySide(Path parent) throws IOException {
        this.parent = Files.createDirectories(parent);
        theirs = fill("jdk");
        ours = fill("own");
    }

    /// Fresh folders, unless nothing was changed in these.
    void again() throws IOException {
        if (!changed) return;
        changed = false;
        remove(theirs);
        remove(ours);
        number++;
        theirs = fill("jdk" + number);
        ours = fill("own" + number);
    }

    private Path fill(String name) throws IOException {
        Path folder = Files.createDirectory(parent.resolve(name));
        Path file = Files.writeString(folder.resolve("file"), "content");
        Files.writeString(folder.resolve("file2"), "contents");
        Files.createLink(folder.resolve("same"), file);
        Files.createDirectory(folder.resolve("directory"));
        Files.createDirectory(folder.resolve("full"));
        Files.writeString(folder.resolve("full/inside"), "inside");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
        Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nothing"));
        return folder;
    }

    private static void remove(Path folder) throws IOException {
        try (var walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }

    interface Jdk {
        @Nullable
        Object in(Path folder) throws Exception;
    }

    interface Own {
        Task<?> in(Path folder) throws Exception;
    }

    void same(String what, Jdk jdk, Own own) throws Exception {
        Path jdkFolder = theirs;
        Path ownFolder = ours;
        Map<String, List<Object>> before = contents(jdkFolder);
        String expected = outcome(() -> jdk.in(jdkFolder), jdkFolder);
        String actual = outcome(() -> own.in(ownFolder).await(), ownFolder);
        assertEquals(expected, actual, what);
        Map<String, List<Object>> after = contents(jdkFolder);
        assertEquals(after, contents(ownFolder), what);
        changed |= !after.equals(before);
    }

    /// For what changes nothing: both look at the same files.
    static void same(String what, Callable<?> jdk, Callable<Task<?>> own) throws Exception {
        Path nowhere = Path.of("/no such folder");
        assertEquals(outcome(jdk, nowhere), outcome(() -> own.call().await(), nowhere), what);
    }

    /// What came of it, with paths as seen from `folder`.
    private static String outcome(Callable<?> call, Path folder) throws Exception {
        try {
            return relative(String.valueOf(call.call()), folder);
        } catch (FileSystemException e) {
            return e.getClass().getName() + " of " + relative(e.getFile() + " and " + e.getOtherFile(), folder);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException | ClassCastException e) {
            return e.getClass().getName();
        }
    }

    private static String relative(String text, Path folder) {
        return text.replace(folder.toString(), "FOLDER");
    }

    private static Map<String, List<Object>> contents(Path folder) throws IOException {
        Map<String, List<Object>> contents = new TreeMap<>();
        try (var walk = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) walk::iterator) {
                List<Object> facts = new ArrayList<>();
                facts.add(Files.readAttributes(path, "unix:mode,nlink", NOFOLLOW_LINKS));
                if (Files.isSymbolicLink(path)) facts.add(Files.readSymbolicLink(path));
                else if (Files.isRegularFile(path)) facts.add(Files.readString(path));
                contents.put(folder.relativize(path).toString(), facts);
            }
        }
        return contents;
    }
}
