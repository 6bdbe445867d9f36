package dev.tidemill.transfer.tree;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.Attribute;
import dev.tidemill.transfer.PathFilter;
import dev.tidemill.transfer.TreeCopy;
import dev.tidemill.transfer.course.Workers;
import dev.tidemill.transfer.entry.PartName;
import dev.tidemill.transfer.entry.PathAttributes;
import dev.tidemill.transfer.entry.Provider;
import dev.tidemill.transfer.entry.Status;
import dev.tidemill.transfer.file.Leftovers;
import dev.tidemill.transfer.file.Targets;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Goes through trees, makes the directories, and hands files and links to workers. One thread
/// walks; it holds the directories it is in, and what waits for a worker, and nothing else, however
/// large the tree is.
public final class TreeWalk extends TreeRun {

    /// Until it is complete, a directory is only for its owner.
    private static final FileAttribute<?>[] FOR_OWNER_ONLY = {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
    };

    /// Where there are no permissions.
    private static final FileAttribute<?>[] FOR_ANYBODY = {};

    private final Workers<Integer> workers;
    private final PathCopier copier;
    private final Set<Attribute> attributesOfIncomplete;

    /// The directories that everything goes to, and that must not be copied into themselves.
    private final Set<Object> targetDirectories = new HashSet<>();

    public TreeWalk(TreeOrder order) {
        super(order);
        this.workers = new Workers<>("tidemill-tree-", settings.jobs(), number -> number);
        this.copier = new PathCopier(this);
        Set<Attribute> attributes = EnumSet.noneOf(Attribute.class);
        attributes.addAll(settings.attributes());
        attributes.remove(Attribute.TIMES);
        this.attributesOfIncomplete = attributes;
    }

    @Override
    public void run(List<TreeCopy.Root> roots) throws IOException, InterruptedException {
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
            Targets.checkDurable(target, settings);
            if (!settings.dryRun()) Leftovers.removeFrom(Targets.directoryOf(target));
            visit(source, status, target, null);
        } catch (IOException | RuntimeException e) {
            failed(source, target, Provider.failure(target, e));
        }
    }

    private void visit(Path source, Status status, Path target, @Nullable DirectoryCopy parent)
            throws IOException, InterruptedException {
        switch (status.kind()) {
            case FILE, LINK -> {
                tally.found.add(status);
                if (parent != null) parent.begin();
                PathCopier.Entry entry = new PathCopier.Entry(source, status, target, parent);
                workers.execute(worker -> copier.copy(entry, worker));
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
        boolean isThere = !isNew || !settings.dryRun();
        if (parent == null && isThere)
            targetDirectories.add(Status.following(target).key());
        if (!isNew && !settings.dryRun()) Leftovers.removeFrom(target);
        if (parent != null) parent.begin();
        DirectoryCopy directory = new DirectoryCopy(parent, source, target, status, isNew);
        try {
            if (!settings.oneFileSystem() || !directory.isMountPoint()) visitEntries(directory);
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
        boolean isOfSameFileSystem = source.getFileSystem() == directory.target.getFileSystem();
        Path target = isOfSameFileSystem ? directory.target.resolve(source.getFileName()) : directory.target;
        try {
            Status status = Status.of(source);
            if (!accepts(source, status, directory)) return;
            target = Provider.child(directory.target, source.getFileName());
            visit(source, status, target, directory);
        } catch (IOException | RuntimeException e) {
            failed(source, target, Provider.failure(target, e));
        }
    }

    private boolean accepts(Path source, Status status, DirectoryCopy directory) {
        if (settings.filter() == PathFilter.ALL) return true;
        Path name = Provider.relative(directory.root, source);
        return settings.filter().accepts(name, status.kind() == Status.Kind.DIRECTORY);
    }

    /// Makes a directory, or takes the one that is there.
    ///
    /// @return whether it was made, or would be in a dry run
    private boolean make(Path target, @Nullable DirectoryCopy parent) throws IOException {
        if (settings.dryRun()) {
            if ((parent != null && parent.isNew) || Status.orNull(target) == null) return true;
        } else {
            try {
                Files.createDirectory(target, Provider.has(target, "posix") ? FOR_OWNER_ONLY : FOR_ANYBODY);
                return true;
            } catch (FileAlreadyExistsException e) {
                // it is added to, if it is one
            }
        }
        // a link to a directory is used as one only where the user named it
        LinkOption[] options = parent == null ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
        if (Files.isDirectory(target, options)) return false;
        throw new FileSystemException(target.toString(), null, "is there, and is not a directory");
    }

    /// On a worker: a root that is no directory has its name.
    void rootDone(Path target) throws IOException, InterruptedException {
        Leftovers.removeAllFrom(Targets.directoryOf(target));
        syncIfRoot(null, target);
    }

    /// The names in a tree are brought to the device directory by directory, that of the tree
    /// itself with this.
    private void syncIfRoot(@Nullable DirectoryCopy parent, Path target) throws IOException, InterruptedException {
        if (parent == null && settings.durable()) Targets.sync(io, Targets.directoryOf(target));
    }

    /// One entry of a directory is done, which may have been the last of it, and it the last of its
    /// parent.
    void ended(@Nullable DirectoryCopy directory) {
        for (DirectoryCopy last = directory; last != null && last.end(); last = last.parent) finish(last);
    }

    private void finish(DirectoryCopy directory) {
        boolean isComplete = directory.isWalked() && !tally.isCutShort();
        try {
            if (!settings.dryRun()) complete(directory, isComplete);
            if (!isComplete) return;
            tally.directoryDone();
            tell(() -> listener.copied(directory.source, directory.target));
        } catch (IOException | InterruptedException | RuntimeException e) {
            failed(directory.source, directory.target, Provider.failure(directory.target, e));
        }
    }

    /// If something is missing, its time would say that it is complete.
    private void complete(DirectoryCopy directory, boolean isComplete) throws IOException, InterruptedException {
        Path target = directory.target;
        if (isComplete && settings.durable()) Targets.sync(io, target);
        if (isComplete && !directory.isNew) Leftovers.removeAllFrom(target);
        Set<Attribute> attributes = isComplete ? settings.attributes() : attributesOfIncomplete;
        IOException lacking =
                PathAttributes.copy(directory.source, false, directory.status, target, target, attributes);
        if (lacking != null) failed(directory.source, target, lacking);
        if (isComplete) syncIfRoot(directory.parent, target);
    }
}
