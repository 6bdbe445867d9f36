package dev.tidemill.directory;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.directory.DirectoryChange.Kind;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Changes as the JDK tells them: its thread waits, and moves are a name that goes and one that
/// comes.
final class JdkChanges implements Changes {

    private static final WatchEvent.Kind<?>[] WANTED = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    private final Path root;
    private final boolean wholeTree;
    private final WatchService service;
    private final Map<WatchKey, Path> watched = new HashMap<>();
    private boolean isRootGone;

    JdkChanges(Path root, boolean wholeTree) throws IOException {
        this.root = root;
        this.wholeTree = wholeTree;
        service = root.getFileSystem().newWatchService();
    }

    /// Watches the directory, and what is below if that is wanted; may block.
    void begin() throws IOException {
        watched.put(root.register(service, WANTED), root);
        if (wholeTree) watchBelow(root, null);
    }

    @Override
    public boolean await(Deque<DirectoryChange> happened) throws IOException, InterruptedException {
        if (isRootGone) return false;
        WatchKey key;
        try {
            key = service.take();
        } catch (ClosedWatchServiceException e) {
            throw new AsynchronousCloseException();
        }
        Path directory = watched.get(key);
        if (directory == null) return true;
        for (WatchEvent<?> event : key.pollEvents()) take(directory, event, happened);
        if (key.reset()) return true;
        watched.remove(key);
        isRootGone = directory.equals(root);
        if (isRootGone) happened.add(DirectoryChange.of(Kind.DELETED, root));
        return true;
    }

    private void take(Path directory, WatchEvent<?> event, Deque<DirectoryChange> happened) throws IOException {
        if (!(event.context() instanceof Path name)) {
            happened.add(DirectoryChange.of(Kind.OVERFLOW, root));
            if (wholeTree) watchBelow(root, null);
            return;
        }
        Path path = directory.resolve(name);
        boolean created = event.kind() == StandardWatchEventKinds.ENTRY_CREATE;
        boolean deleted = event.kind() == StandardWatchEventKinds.ENTRY_DELETE;
        happened.add(DirectoryChange.of(created ? Kind.CREATED : deleted ? Kind.DELETED : Kind.MODIFIED, path));
        if (created && wholeTree && watch(path)) watchBelow(path, happened);
    }

    private boolean watch(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) return false;
        try {
            watched.put(path.register(service, WANTED), path);
            return true;
        } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException e) {
            return false; // gone by now, or not for us
        }
    }

    private void watchBelow(Path root, @Nullable Deque<DirectoryChange> told) throws IOException {
        Deque<Path> directories = new ArrayDeque<>(List.of(root));
        for (Path directory = directories.poll(); directory != null; directory = directories.poll()) {
            try (DirectoryStream<Path> names = Files.newDirectoryStream(directory)) {
                for (Path path : names) {
                    if (told != null) told.add(DirectoryChange.of(Kind.CREATED, path));
                    if (watch(path)) directories.add(path);
                }
            } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException e) {
                continue; // gone by now, or not for us
            } catch (DirectoryIteratorException e) {
                throw new IOException(e.getCause());
            }
        }
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            throw new AssertionError("a watch service has nothing to write", e);
        }
    }
}
