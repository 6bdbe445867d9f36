package dev.tidemill.transfer.entry;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.stream.Collectors;

/// What is not the same for all file systems that a JVM knows: that of the operating system, and
/// those of other providers, such as an archive (jdk.zipfs).
public final class Provider {

    /// Names whose bytes are no text have it in their string, and so may have the same string.
    private static final char REPLACEMENT = '\uFFFD';

    private Provider() {}

    /// Whether a file is one that the operating system knows by this name.
    public static boolean isSystems(Path path) {
        return path.getFileSystem() == FileSystems.getDefault();
    }

    /// Whether files of this kind have such attributes.
    public static boolean has(Path path, String view) {
        return path.getFileSystem().supportedFileAttributeViews().contains(view);
    }

    /// Other providers know only the options of `java.nio.file.StandardOpenOption`.
    public static Set<OpenOption> options(Path path, Set<? extends OpenOption> options) {
        return isSystems(path)
                ? Set.copyOf(options)
                : options.stream()
                        .filter(option -> !(option instanceof LinkOption))
                        .collect(Collectors.toUnmodifiableSet());
    }

    /// Gives what is in a directory another name in it, which something may have: by one step, or
    /// what comes nearest where a file system has no such step.
    public static void rename(Path path, Path name) throws IOException {
        if (isSystems(path)) {
            Files.move(path, name, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        BasicFileAttributes before = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        try {
            Files.move(path, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException | UnsupportedOperationException e) {
            Files.move(path, name, StandardCopyOption.REPLACE_EXISTING);
        }
        keepTimes(name, before);
    }

    /// The same of a file of another provider, if nothing has the name.
    public static void renameWithoutReplacing(Path path, Path name) throws IOException {
        BasicFileAttributes before = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Files.move(path, name);
        keepTimes(name, before);
    }

    /// In an archive what gets another name is written just now.
    private static void keepTimes(Path name, BasicFileAttributes before) throws IOException {
        BasicFileAttributeView view =
                Files.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view.readAttributes().lastModifiedTime().equals(before.lastModifiedTime())) return;
        view.setTimes(before.lastModifiedTime(), before.lastAccessTime(), null);
    }

    /// The same name in another directory.
    ///
    /// @throws FileSystemException if the other file system has no such name
    public static Path child(Path directory, Path name) throws FileSystemException {
        if (directory.getFileSystem() == name.getFileSystem()) return directory.resolve(name);
        String text = name.toString();
        if (text.endsWith("/")) text = text.substring(0, text.length() - 1); // as some archives call directories
        Path child = translated(directory.getFileSystem(), name, text);
        boolean isName = child.getNameCount() == 1
                && !child.isAbsolute()
                && !text.equals(".")
                && !text.equals("..")
                && child.equals(child.getFileName());
        if (!isName) throw noName(name);
        return directory.resolve(child);
    }

    /// Where a link leads, in the words of another file system.
    public static Path translated(FileSystem fileSystem, Path path) throws FileSystemException {
        return path.getFileSystem() == fileSystem ? path : translated(fileSystem, path, path.toString());
    }

    private static Path translated(FileSystem fileSystem, Path path, String text) throws FileSystemException {
        if (text.indexOf(REPLACEMENT) >= 0) throw noName(path);
        try {
            return fileSystem.getPath(text);
        } catch (IllegalArgumentException e) {
            FileSystemException none = noName(path);
            none.initCause(e);
            throw none;
        }
    }

    private static FileSystemException noName(Path name) {
        return new FileSystemException(
                name.toString(), null, "is no name on the file system of the target, whose names are text");
    }

    /// The path below a root as a filter is given it, whatever file system it is of.
    public static Path relative(Path root, Path path) {
        Path relative = root.relativize(path);
        return isSystems(relative) ? relative : Path.of(relative.toString());
    }

    /// The failure of a call of a provider that says in its own way what went wrong.
    public static Exception failure(Path file, Exception e) {
        if (e instanceof IOException) return e;
        String reason = switch (e) {
            case ReadOnlyFileSystemException _ -> "the file system is read-only";
            case ClosedFileSystemException _ -> "the file system is closed";
            case UnsupportedOperationException _ -> "the file system has no such thing";
            default -> null;
        };
        if (reason == null) return e;
        FileSystemException failure = new FileSystemException(file.toString(), null, reason);
        failure.initCause(e);
        return failure;
    }
}
