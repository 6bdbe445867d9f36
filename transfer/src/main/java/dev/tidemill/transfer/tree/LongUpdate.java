package dev.tidemill.transfer.tree;

import dev.tidemill.linux.LibC;
import dev.tidemill.transfer.block.Contents;
import dev.tidemill.transfer.course.Failures;
import dev.tidemill.transfer.entry.Descriptor;
import dev.tidemill.transfer.entry.Facts;
import dev.tidemill.transfer.entry.Refused;
import dev.tidemill.transfer.entry.Status;
import dev.tidemill.transfer.entry.TreeMemory;
import dev.tidemill.transfer.file.FileInFlight;
import dev.tidemill.transfer.file.Replacement;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;

/// What becomes of a long file whose copy has its name already. Where the content decides, both are
/// read by many requests at once, and whoever cancels does not wait for the end of them. One
/// thread.
final class LongUpdate {

    private final SystemTree tree;
    private final int worker;
    private final TreeMemory memory;
    private final Facts facts;
    private final Replacing replacing;
    private final EntryCopier copier;

    LongUpdate(WorkerTools tools) {
        this.tree = tools.tree;
        this.worker = tools.number;
        this.memory = tools.memory;
        this.facts = tools.facts;
        this.replacing = tools.replacing;
        this.copier = tools.copier;
    }

    /// What has the content of the source has everything else of it after this, too, but in a dry
    /// run.
    ///
    /// @param folder in use, and there before; the name of the source is where its entries are read
    /// @param name of the copy, in native memory
    Decision decide(TreeFolder folder, byte[] sourceName, byte[] targetName, long name) throws Refused, IOException {
        Replacement rule = replacing.look(facts, folder, name);
        if (rule == null) return Decision.COPY;
        return switch (rule) {
            case KEEP -> Decision.KEEP;
            case COPY_IF_CONTENT_DIFFERS ->
                keepsContent(folder, sourceName, targetName, name) ? Decision.KEEP_CONTENT : Decision.REPLACE;
            default -> Decision.REPLACE;
        };
    }

    private boolean keepsContent(TreeFolder folder, byte[] sourceName, byte[] targetName, long name)
            throws Refused, IOException {
        Path source = folder.sourcePath(sourceName);
        Path target = folder.targetPath(targetName);
        int from = copier.open(folder, memory.entries); // its times are from before it was read
        try {
            int to = EntryCopier.openTarget(folder, name);
            try {
                if (!areSame(from, source, to, target)) return false;
                if (!tree.settings.dryRun()) copier.keepFile(from, to);
                return true;
            } finally {
                var _ = LibC.close(to);
            }
        } finally {
            var _ = LibC.close(from);
        }
    }

    private boolean areSame(int from, Path source, int to, Path target) throws IOException {
        Path openedSource = opened(from, source);
        Path openedTarget = opened(to, target);
        Status status = Status.following(openedSource);
        tree.running.set(worker, new FileInFlight(source, target, status, tree.tally.meter, tree.tally.pace));
        try {
            return Contents.areSame(tree.io, openedSource, openedTarget, facts.size, tree.token);
        } catch (FileSystemException e) {
            throw Failures.renamed(Failures.renamed(e, openedSource, source), openedTarget, target);
        } catch (InterruptedException e) {
            throw new CancellationException("the thread was asked to end");
        } finally {
            tree.running.set(worker, null);
        }
    }

    /// A path to what is open, whatever has its name meanwhile.
    private static Path opened(int fd, Path path) {
        return Descriptor.HAVE_NAMES ? Descriptor.pathOf(fd) : path;
    }
}
