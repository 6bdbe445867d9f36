package dev.tidemill.transfer.tree;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.Attribute;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.Existing;
import dev.tidemill.transfer.entry.Provider;
import dev.tidemill.transfer.entry.Status;
import dev.tidemill.transfer.file.FileCopy;
import dev.tidemill.transfer.file.FileInFlight;
import dev.tidemill.transfer.file.LinkCopy;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

/// Copies the files and links of a [TreeWalk], each by its path. All workers.
final class PathCopier {

    private static final Set<LinkOption> NOFOLLOW = Set.of(LinkOption.NOFOLLOW_LINKS);

    /// A file or link that was found.
    ///
    /// @param status of the source
    /// @param parent null of a root
    record Entry(
            Path source,
            Status status,
            Path target,
            @Nullable DirectoryCopy parent) {
        /// Whether nothing can have its name.
        boolean isNew() {
            return parent != null && parent.isNew;
        }
    }

    private final TreeWalk tree;
    private final CopySettings settings;
    private final TreeTally tally;
    private final HardLinks<Path, Entry> links = new HardLinks<>(_ -> false);

    PathCopier(TreeWalk tree) {
        this.tree = tree;
        this.settings = tree.settings;
        this.tally = tree.tally;
    }

    /// Copies an entry, and those that waited for it: further names of a file that was being
    /// copied.
    void copy(Entry entry, int worker) {
        List<Entry> next = List.of();
        boolean isLater = false;
        try {
            tally.pace.pass(0); // links have no bytes that would be held back
            if (tree.isCutShort()) return;
            boolean hasNames = entry.status.links() > 1 && settings.attributes().contains(Attribute.HARD_LINKS);
            if (!hasNames) {
                copyOrKeep(entry, worker);
                return;
            }
            HardLinks<Path, Entry>.File file = links.of(entry.status.key(), entry.status.links());
            switch (links.turn(file, entry)) {
                case COPY -> {
                    boolean isDone = copyOrKeep(entry, worker);
                    next = isDone ? links.copied(file, entry.target) : links.failed(file);
                }
                case LINK -> link(entry, file.copy(), worker);
                case LATER -> isLater = true;
            }
        } finally {
            if (!isLater) tree.ended(entry.parent);
            for (Entry further : next) copy(further, worker);
        }
    }

    /// @return whether there is a copy now
    private boolean copyOrKeep(Entry entry, int worker) {
        return attempt(entry, () -> {
            Claim claim = claim(entry);
            Decision decision = decide(entry, claim);
            if (settings.dryRun() || isKept(decision)) notCopied(entry, claim, decision);
            else makeOrKeep(entry, claim, worker);
        });
    }

    private void link(Entry entry, Path copy, int worker) {
        attempt(entry, () -> {
            Claim claim = claim(entry);
            Decision decision = decide(entry, claim);
            // what is as new is still to be linked
            boolean isLeft = decision == Decision.KEEP && settings.existing() == Existing.KEEP;
            if (settings.dryRun() || isLeft) notCopied(entry, claim, decision);
            else if (LinkCopy.hard(copy, entry.target, settings)) linked(entry);
            else makeOrKeep(entry, claim, worker); // a file of its own, then
        });
    }

    private void linked(Entry entry) throws IOException, InterruptedException {
        if (entry.status.kind() == Status.Kind.FILE) tree.record(entry.source, entry.target, null);
        done(entry, 0, null);
    }

    private interface Action {
        void run() throws IOException, InterruptedException;
    }

    /// @return whether it succeeded
    private boolean attempt(Entry entry, Action action) {
        try {
            action.run();
            return true;
        } catch (CancellationException e) {
            tally.cutShort();
        } catch (Exception e) {
            tally.fileFailed(entry.status);
            tree.failed(entry.source, entry.target, Provider.failure(entry.target, e));
        } catch (Throwable t) {
            tree.breakOff(t);
        }
        return false;
    }

    private Claim claim(Entry entry) {
        return new Claim(tree.io, entry.source, false, entry.status, entry.target, settings, tree.token);
    }

    private static Decision decide(Entry entry, Claim claim) throws IOException, InterruptedException {
        return entry.isNew() ? Decision.COPY : claim.decide();
    }

    private static boolean isKept(Decision decision) {
        return decision == Decision.KEEP || decision == Decision.KEEP_CONTENT;
    }

    /// It is kept as it is, or would be copied.
    private void notCopied(Entry entry, Claim claim, Decision decision) throws IOException {
        boolean isFile = entry.status.kind() == Status.Kind.FILE;
        if (isKept(decision)) {
            if (decision == Decision.KEEP_CONTENT && isFile && !settings.dryRun()) {
                report(entry, claim.keepContent());
            }
            tally.filesDone(1, isFile ? entry.status.size() : 0);
            tally.filesKept(1);
            var _ = tree.recordKept(entry.source, entry.target);
            return;
        }
        tally.filesDone(1, 0);
        tree.tell(() -> tree.listener.copied(entry.source, entry.target));
    }

    private void makeOrKeep(Entry entry, Claim claim, int worker) throws IOException, InterruptedException {
        try {
            make(entry, worker);
        } catch (FileAlreadyExistsException e) {
            if (settings.existing() != Existing.KEEP) throw e;
            notCopied(entry, claim, Decision.KEEP); // somebody was quicker
        }
    }

    private void make(Entry entry, int worker) throws IOException, InterruptedException {
        if (entry.status.kind() == Status.Kind.LINK) {
            done(entry, 0, LinkCopy.symbolic(entry.source, entry.status, entry.target, settings));
            return;
        }
        FileInFlight file = new FileInFlight(entry.source, entry.target, entry.status, tally.meter, tally.pace);
        tree.running.set(worker, file);
        boolean isDone = false;
        try {
            long bytes = new FileCopy(
                            tree.io, entry.source, NOFOLLOW, entry.status, entry.target, settings, tree.token, file)
                    .run();
            isDone = true;
            tree.record(entry.source, entry.target, file.digest());
            done(entry, bytes, file.lacking());
        } finally {
            tree.running.set(worker, null);
            if (!isDone) file.restarted();
        }
    }

    private void done(Entry entry, long bytes, @Nullable IOException lacking) throws IOException, InterruptedException {
        if (entry.parent == null) tree.rootDone(entry.target);
        long found = entry.status.kind() == Status.Kind.FILE ? entry.status.size() : 0;
        tally.filesDone(1, found - bytes);
        report(entry, lacking);
        tree.tell(() -> tree.listener.copied(entry.source, entry.target));
    }

    /// The copy is there, and not all that it should be.
    private void report(Entry entry, @Nullable IOException lacking) {
        if (lacking != null) tree.failed(entry.source, entry.target, lacking);
    }
}
