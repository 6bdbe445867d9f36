package dev.tidemill.transfer.tree;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.NativePath;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.Existing;
import dev.tidemill.transfer.course.Failures;
import dev.tidemill.transfer.entry.Descriptor;
import dev.tidemill.transfer.entry.Status;
import dev.tidemill.transfer.file.FileCopy;
import dev.tidemill.transfer.file.FileInFlight;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CancellationException;

/// A file of a tree that is copied block by block, as a single one is; see [FileCopy]. Its
/// directories are named by their descriptors.
final class LongFile {

    private static final Set<LinkOption> NOFOLLOW = Set.of(LinkOption.NOFOLLOW_LINKS);

    private final SystemTree tree;
    private final Status status;
    private final Path source;
    private final Path target;
    private final Path openedSource;
    private final Path openedTarget;
    private final int worker;
    private final CopySettings settings;
    private @Nullable IOException lacking;
    private long length;
    private @Nullable String digest;

    /// @param folder in use
    /// @param isAlone whether nothing has the name of the copy, and whatever gets it meanwhile
    ///     stays
    LongFile(SystemTree tree, TreeFolder folder, byte[] sourceName, byte[] targetName, int worker, boolean isAlone)
            throws IOException {
        this.tree = tree;
        this.settings = isAlone ? tree.settings.withExisting(Existing.REFUSE) : tree.settings;
        this.worker = worker;
        source = folder.sourcePath(sourceName);
        target = folder.targetPath(targetName);
        openedSource = opened(folder.source(), sourceName, source);
        openedTarget = opened(folder.target(), targetName, target);
        status = Status.of(openedSource); // as it is compared with afterwards: see FileCopy
    }

    private static Path opened(int directory, byte[] name, Path path) {
        return Descriptor.HAVE_NAMES ? NativePath.resolve(Descriptor.pathOf(directory), name) : path;
    }

    void run() throws IOException {
        FileInFlight file = new FileInFlight(source, target, status, tree.tally.meter, tree.tally.pace);
        tree.running.set(worker, file);
        boolean isDone = false;
        try {
            length = new FileCopy(tree.io, openedSource, NOFOLLOW, status, openedTarget, settings, tree.token, file)
                    .run();
            lacking = file.lacking();
            digest = file.digest();
            isDone = true;
        } catch (FileSystemException e) {
            throw Failures.renamed(Failures.renamed(e, openedSource, source), openedTarget, target);
        } catch (InterruptedException e) {
            throw new CancellationException("the thread was asked to end");
        } finally {
            tree.running.set(worker, null);
            if (!isDone) file.restarted();
        }
    }

    /// Bytes copied.
    long length() {
        return length;
    }

    /// What the copy should have, and could not get; null if it has everything.
    @Nullable
    IOException lacking() {
        return lacking;
    }

    /// For a manifest; null if none was wanted, or nobody has seen the bytes.
    @Nullable
    String digest() {
        return digest;
    }

    Path source() {
        return source;
    }

    Path target() {
        return target;
    }
}
