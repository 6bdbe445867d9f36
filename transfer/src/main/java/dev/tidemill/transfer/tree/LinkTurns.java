package dev.tidemill.transfer.tree;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.Existing;
import dev.tidemill.transfer.entry.Facts;
import dev.tidemill.transfer.entry.Refused;
import dev.tidemill.transfer.entry.TreeMemory;
import dev.tidemill.transfer.file.Replacement;
import java.util.List;

/// Copies what has several names once, and gives that copy the other names. One thread.
final class LinkTurns {

    private final SystemTree tree;
    private final Facts facts;
    private final Replacing replacing;
    private final EntryCopier copier;
    private final EntryReport report;

    /// A way to copy an entry, of which the facts are known.
    interface Way {
        /// Names are in native memory.
        ///
        /// @param from the source, open, if it is a file; of a long one nobody knows
        /// @param isDirect whether the directory has no name yet
        /// @return whether the name has what it should have now
        boolean copy(TreeFolder folder, int from, long sourceName, long targetName, boolean isDirect) throws Refused;
    }

    LinkTurns(WorkerTools tools) {
        this.tree = tools.tree;
        this.facts = tools.facts;
        this.replacing = tools.replacing;
        this.copier = tools.copier;
        this.report = tools.report;
    }

    /// Copies the entry, or links its name to the copy that there is, or leaves it for when there
    /// is one.
    void copy(Way way, TreeFolder folder, int from, long sourceName, long targetName, boolean isDirect) throws Refused {
        report.begin();
        HardLinks<SystemTree.LinkedName, TreeQueue.Piece>.File links = facts.links > 1 ? tree.links(facts) : null;
        if (links == null) {
            boolean _ = way.copy(folder, from, sourceName, targetName, isDirect);
            return;
        }
        if (!isTurnToCopy(links, folder, sourceName, targetName, isDirect)) return;
        boolean isDone = false;
        try {
            isDone = way.copy(folder, from, sourceName, targetName, isDirect);
        } finally {
            ended(links, folder, targetName, isDone);
        }
    }

    /// Whether this is the first name of the file; the others are linked, now or later.
    private boolean isTurnToCopy(
            HardLinks<SystemTree.LinkedName, TreeQueue.Piece>.File links,
            TreeFolder folder,
            long sourceName,
            long targetName,
            boolean isDirect)
            throws Refused {
        byte[] source = TreeMemory.bytes(sourceName);
        byte[] target = sourceName == targetName ? source : TreeMemory.bytes(targetName);
        folder.begin(); // for the case that it is done later
        HardLinks.Turn turn = tree.links.turn(links, worker -> worker.again(folder, source, target));
        if (turn != HardLinks.Turn.LATER) folder.end(); // which is not the last: this entry goes on
        return switch (turn) {
            case COPY -> true;
            case LATER -> false;
            case LINK -> !link(links.copy(), folder, sourceName, targetName, isDirect);
        };
    }

    /// @return false if the copy can have no more names: then it is to be a file of its own
    private boolean link(
            SystemTree.LinkedName first, TreeFolder folder, long sourceName, long targetName, boolean isDirect)
            throws Refused {
        Replacement rule = folder.isNew ? null : replacing.look(facts, folder, targetName);
        boolean isKept = rule == Replacement.KEEP
                && tree.settings.existing() == Existing.KEEP; // what is as new is still to be linked
        if (isKept || tree.settings.dryRun()) {
            Decision decision = rule == Replacement.KEEP ? Decision.KEEP : Decision.COPY;
            report.notCopied(folder, sourceName, targetName, decision);
            return true;
        }
        if (!copier.link(first, folder, targetName)) return false;
        report.copied(folder, sourceName, targetName, facts.isFile() ? facts.size : 0, 0, isDirect);
        return true;
    }

    private void ended(
            HardLinks<SystemTree.LinkedName, TreeQueue.Piece>.File links,
            TreeFolder folder,
            long targetName,
            boolean isDone) {
        SystemTree.@Nullable Made content = report.content();
        String digest = content == null ? null : content.digest();
        List<TreeQueue.Piece> next = isDone
                ? tree.links.copied(links, new SystemTree.LinkedName(folder, TreeMemory.bytes(targetName), digest))
                : tree.links.failed(links);
        next.forEach(tree::push);
    }
}
