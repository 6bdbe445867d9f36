package dev.tidemill.directory;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/// Removes with what the JDK has: by open directories where it can ([SecureDirectoryStream], on
/// Linux and macOS), otherwise by paths, and then who puts links in the place of directories
/// meanwhile can lead it astray. A descriptor for each directory of the way.
final class JdkRemover extends Remover {

    private final Path root;
    private final Consumer<? super IOException> failed;
    private final List<Level> levels = new ArrayList<>(); // the first has only the root, and is not removed

    JdkRemover(Path root, Consumer<? super IOException> failed) {
        this.root = root;
        this.failed = failed;
    }

    /// A directory that is open, and how to reach what is in it.
    private static final class Level {
        final Path path;
        final DirectoryStream<Path> stream;
        final Iterator<Path> names;
        boolean hasFailed; // and somebody was told why

        Level(Path path, DirectoryStream<Path> stream, Iterator<Path> names) {
            this.path = path;
            this.stream = stream;
            this.names = names;
        }

        @SuppressWarnings("StreamResourceLeak") // closed when it is left
        Level open(Path name) throws IOException {
            Path below = path.resolve(name);
            DirectoryStream<Path> opened = stream instanceof SecureDirectoryStream<Path> secure
                    ? secure.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)
                    : Files.newDirectoryStream(below);
            return new Level(below, opened, opened.iterator());
        }

        boolean isDirectory(Path name) throws IOException {
            var view = stream instanceof SecureDirectoryStream<Path> secure
                    ? secure.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    : Files.getFileAttributeView(
                            path.resolve(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            return view.readAttributes().isDirectory();
        }

        void remove(Path name, boolean directory) throws IOException {
            if (!(stream instanceof SecureDirectoryStream<Path> secure)) Files.delete(path.resolve(name));
            else if (directory) secure.deleteDirectory(name);
            else secure.deleteFile(name);
        }
    }

    @Override
    boolean goOn() throws IOException {
        if (levels.isEmpty()) begin();
        for (int steps = 0; steps < TURN && levels.size() > 1 && !isHurried(); steps++) step();
        return levels.size() > 1;
    }

    @SuppressWarnings("StreamResourceLeak") // closed at the end
    private void begin() throws IOException {
        Path parent = Objects.requireNonNullElse(root.getParent(), Path.of(""));
        DirectoryStream<Path> stream = Files.newDirectoryStream(parent);
        levels.add(new Level(parent, stream, List.<Path>of().iterator()));
        try {
            removeOrEnter(levels.getFirst(), root.getFileName());
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(root.toString());
        }
    }

    private void step() {
        Level level = levels.getLast();
        try {
            if (level.names.hasNext()) {
                Path name = level.names.next().getFileName();
                attempt(level, name, () -> removeOrEnter(level, name));
                return;
            }
        } catch (DirectoryIteratorException e) {
            report(level, Objects.requireNonNull(e.getCause()));
        }
        leave();
    }

    private void removeOrEnter(Level level, Path name) throws IOException {
        if (level.isDirectory(name)) {
            levels.add(level.open(name));
        } else {
            level.remove(name, false);
            countRemoved();
        }
    }

    private void leave() {
        Level left = levels.removeLast();
        Level level = levels.getLast();
        Path name = left.path.getFileName();
        attempt(level, name, () -> {
            left.stream.close();
            try {
                level.remove(name, true);
                countRemoved();
            } catch (DirectoryNotEmptyException e) {
                if (!left.hasFailed) throw e;
                level.hasFailed = true;
            }
        });
    }

    private interface Step {
        void make() throws IOException;
    }

    private void attempt(Level level, Path name, Step step) {
        try {
            step.make();
        } catch (NoSuchFileException e) {
            return; // somebody else was faster
        } catch (IOException e) {
            report(level, named(level.path.resolve(name), e));
        }
    }

    /// An open directory of the JDK knows only the name.
    private static IOException named(Path path, IOException failure) {
        if (!(failure instanceof FileSystemException refused)) return failure;
        String reason = Objects.requireNonNullElse(
                refused.getReason(), refused.getClass().getSimpleName());
        var named = new FileSystemException(path.toString(), null, "removal failed: " + reason);
        named.initCause(failure);
        return named;
    }

    private void report(Level level, IOException failure) {
        level.hasFailed = true;
        failed.accept(failure);
    }

    @Override
    void close() {
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
