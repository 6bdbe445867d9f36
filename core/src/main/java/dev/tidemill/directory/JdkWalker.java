package dev.tidemill.directory;

import dev.tidemill.directory.DirectoryEntry.Type;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/// Walks with what the JDK has: a system call for the type of each entry, a descriptor for each
/// directory of the way, and no path longer than the system takes.
final class JdkWalker implements Walker {

    private final Path root;
    private final Wanted wanted;
    private final List<Level> levels = new ArrayList<>();
    private boolean begun;

    JdkWalker(Path root, Wanted wanted) {
        this.root = root;
        this.wanted = wanted;
    }

    private record Level(Path path, DirectoryStream<Path> stream, Iterator<Path> names) {

        @SuppressWarnings("StreamResourceLeak") // closed when it is left
        static Level open(Path path) throws IOException {
            DirectoryStream<Path> stream = Files.newDirectoryStream(path);
            return new Level(path, stream, stream.iterator());
        }
    }

    @Override
    public Piece next() throws IOException {
        if (!begun) {
            begun = true;
            levels.add(Level.open(root));
        }
        while (!levels.isEmpty() && !wanted.isFull()) goOn();
        return wanted.take(levels.isEmpty());
    }

    private void goOn() throws IOException {
        Level level = levels.getLast();
        try {
            if (level.names.hasNext()) {
                visit(level.names.next());
                return;
            }
        } catch (DirectoryIteratorException e) {
            IOException failure = Objects.requireNonNull(e.getCause());
            if (!(failure instanceof NoSuchFileException)) { // that is one that was removed since it was entered
                if (levels.size() == 1) throw failure;
                wanted.add(DirectoryEntry.of(level.path, Type.DIRECTORY, levels.size() - 1)
                        .failed(failure));
            }
        }
        levels.removeLast().stream.close();
    }

    private void visit(Path path) {
        Type type;
        try {
            type = type(path);
        } catch (NoSuchFileException e) {
            return; // removed since it was listed
        } catch (IOException e) {
            wanted.add(DirectoryEntry.of(path, Type.OTHER, levels.size()).failed(e));
            return;
        }
        DirectoryEntry entry = DirectoryEntry.of(path, type, levels.size());
        if (wanted.enters(entry)) enter(path, entry);
        else wanted.add(entry);
    }

    private Type type(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink() && wanted.followsLinks() && Files.exists(path)) {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        }
        if (attributes.isRegularFile()) return Type.FILE;
        if (attributes.isDirectory()) return Type.DIRECTORY;
        return attributes.isSymbolicLink() ? Type.SYMBOLIC_LINK : Type.OTHER;
    }

    private void enter(Path path, DirectoryEntry entry) {
        try {
            if (wanted.followsLinks() && isLoop(path)) throw new FileSystemLoopException(path.toString());
            levels.add(Level.open(path));
            wanted.entered(path);
            wanted.add(entry);
        } catch (NoSuchFileException e) {
            return; // as above
        } catch (IOException e) {
            wanted.add(entry.failed(e));
        }
    }

    private boolean isLoop(Path path) throws IOException {
        for (Level level : levels) {
            if (Files.isSameFile(level.path, path)) return true;
        }
        return false;
    }

    @Override
    public void close() {
        for (Level level : levels) {
            try {
                level.stream.close();
            } catch (IOException e) {
                continue; // nothing was written to it
            }
        }
        levels.clear();
    }
}
