package dev.tidemill.transfer;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.CancellationToken;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Goes through trees, makes the directories, and hands files and links to workers. One thread
/// walks; it holds the directories it is in, and what waits for a worker, and nothing else, however
/// large the tree is.
final class TreeWalk extends TreeRun {

    /// Until it is complete, a directory is only for its owner.
    private static final FileAttribute<Set<PosixFilePermission>> FOR_OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final Set<LinkOption> NOFOLLOW = Set.of(LinkOption.NOFOLLOW_LINKS);

    private final Workers<Integer> workers;

    /// The directories that everything goes to, and that must not be copied into themselves.
    private final Set<Object> targetDirectories = new HashSet<>();

    TreeWalk(
            Tidemill io,
            CopySettings settings,
            TreeCopy.Listener listener,
            CancellationToken token,
            TreeTally tally,
            AtomicReferenceArray<@Nullable FileInFlight> running) {
        super(io, settings, listener, token, tally, running);
        this.workers = new Workers<>("tidemill-tree-", settings.jobs(), number -> number);
    }

    @Override
    void run(List<TreeCopy.Root> roots) throws InterruptedException {
        try {
            for (TreeCopy.Root root : roots) {
                if (isCutShort()) return;
                begin(root);
            }
            tally.found.isComplete = !tally.isCutShort();
        } finally {
            workers.end();
        }
        throwIfBroken();
    }

    private void begin(TreeCopy.Root root) throws InterruptedException {
        Path source = root.source();
        Path target = root.target();
        try {
            Status status = check(root);
            Leftovers.removeFrom(Targets.directoryOf(target));
            visit(source, status, target, null);
        } catch (IOException | RuntimeException e) {
            failed(source, target, e);
        }
    }

    private void visit(Path source, Status status, Path target, @Nullable DirectoryCopy parent)
            throws IOException, InterruptedException {
        switch (status.kind()) {
            case FILE, LINK -> {
                tally.found.add(status);
                if (parent != null) parent.begin();
                workers.execute(worker -> copy(source, status, target, parent, worker));
            }
            case DIRECTORY -> directory(source, status, target, parent);
            case OTHER -> {
                tally.found.add(status);
                throw new FileSystemException(
                        source.toString(), null, "is a pipe, a socket or a device, which are not copied");
            }
        }
    }

    private void directory(Path source, Status status, Path target, @Nullable DirectoryCopy parent)
            throws IOException, InterruptedException {
        if (targetDirectories.contains(status.key())) {
            throw new FileSystemException(
                    source.toString(), target.toString(), "a directory is not copied into itself");
        }
        boolean isNew = make(target, parent);
        if (parent == null) targetDirectories.add(Status.following(target).key());
        if (!isNew) Leftovers.removeFrom(target);
        if (parent != null) parent.begin();
        DirectoryCopy directory = new DirectoryCopy(parent, source, target, status, isNew);
        try {
            visitEntries(directory);
            directory.walked();
        } finally {
            ended(directory);
        }
    }

    private void visitEntries(DirectoryCopy directory) throws IOException, InterruptedException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.source)) {
            for (Path entry : entries) {
                tally.pace.pass(0); // links and directories have no bytes that would be held back
                if (isCutShort()) return;
                if (!PartName.matches(entry)) visitEntry(entry, directory);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void visitEntry(Path source, DirectoryCopy directory) throws InterruptedException {
        Path target = directory.target.resolve(source.getFileName());
        try {
            visit(source, Status.of(source), target, directory);
        } catch (IOException | RuntimeException e) {
            failed(source, target, e);
        }
    }

    /// Makes a directory, or takes the one that is there.
    ///
    /// @return whether it was made
    private static boolean make(Path target, @Nullable DirectoryCopy parent) throws IOException {
        try {
            Files.createDirectory(target, FOR_OWNER_ONLY);
            return true;
        } catch (FileAlreadyExistsException e) {
            // a link to a directory is used as one only where the user named it
            LinkOption[] options = parent == null ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
            if (Files.isDirectory(target, options)) return false;
            throw new FileSystemException(target.toString(), null, "is there, and is not a directory");
        }
    }

    /// On a worker.
    private void copy(Path source, Status status, Path target, @Nullable DirectoryCopy parent, int worker) {
        try {
            tally.pace.pass(0);
            if (isCutShort()) return;
            if (parent == null || !parent.isNew) Targets.checkReplaceable(source, status, target);
            long bytes = status.size();
            if (status.kind() == Status.Kind.LINK) LinkCopy.run(source, status, target);
            else bytes = copyFile(source, status, target, worker);
            if (parent == null) Leftovers.removeAllFrom(Targets.directoryOf(target));
            syncIfRoot(parent, target);
            tally.fileDone(status, bytes);
            tell(() -> listener.copied(source, target));
        } catch (CancellationException e) {
            tally.cutShort();
        } catch (Exception e) {
            tally.fileFailed(status);
            failed(source, target, e);
        } catch (Throwable t) {
            breakOff(t);
        } finally {
            if (parent != null) ended(parent);
        }
    }

    private long copyFile(Path source, Status status, Path target, int worker)
            throws IOException, InterruptedException {
        FileInFlight file = new FileInFlight(source, target, status, tally.meter, tally.pace);
        running.set(worker, file);
        boolean isDone = false;
        try {
            long bytes = new FileCopy(io, source, NOFOLLOW, status, target, settings, token, file).run();
            isDone = true;
            return bytes;
        } finally {
            running.set(worker, null);
            if (!isDone) file.restarted();
        }
    }

    /// The names in a tree are brought to the device directory by directory, that of the tree
    /// itself with this.
    private void syncIfRoot(@Nullable DirectoryCopy parent, Path target) throws IOException, InterruptedException {
        if (parent == null && settings.durable()) Targets.sync(io, Targets.directoryOf(target));
    }

    /// One entry of a directory is done, which may have been the last of it, and it the last of its
    /// parent.
    private void ended(DirectoryCopy directory) {
        for (DirectoryCopy last = directory; last != null && last.end(); last = last.parent) finish(last);
    }

    private void finish(DirectoryCopy directory) {
        try {
            if (tally.isCutShort() || !directory.isWalked()) {
                directory.status.applyModeTo(directory.target); // its time would say that it is complete
                return;
            }
            if (settings.durable()) Targets.sync(io, directory.target);
            if (!directory.isNew) Leftovers.removeAllFrom(directory.target);
            directory.status.applyTo(directory.target);
            syncIfRoot(directory.parent, directory.target);
            tally.directoryDone();
            tell(() -> listener.copied(directory.source, directory.target));
        } catch (IOException | InterruptedException | RuntimeException e) {
            failed(directory.source, directory.target, e);
        }
    }
}
