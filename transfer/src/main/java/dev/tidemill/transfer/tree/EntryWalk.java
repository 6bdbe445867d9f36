package dev.tidemill.transfer.tree;

import dev.tidemill.linux.Dirent;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.transfer.PathFilter;
import dev.tidemill.transfer.Sharing;
import dev.tidemill.transfer.entry.Facts;
import dev.tidemill.transfer.entry.PartName;
import dev.tidemill.transfer.entry.Refused;
import dev.tidemill.transfer.entry.TreeMemory;
import dev.tidemill.transfer.file.Replacement;
import java.util.ArrayList;
import java.util.List;

/// Goes through the entries of a directory that were read, and copies each in the way of its kind.
/// Directories and long files are for later. One thread.
final class EntryWalk {

    private static final int STATUS = Fcntl.AT_SYMLINK_NOFOLLOW | Fcntl.AT_NO_AUTOMOUNT;

    private final WorkerTools tools;
    private final SystemTree tree;
    private final TreeMemory memory;
    private final Facts facts;
    private final EntryCopier copier;
    private final EntryReport report;
    private final LinkTurns turns;
    private final LinkTurns.Way file = this::file; // one object for all of them
    private final LinkTurns.Way special = this::special;

    /// Whether to look is mostly enough, and so comes before a file is opened.
    private final boolean isMostlyKept;

    /// What was found and is for later.
    private final List<TreeQueue.Piece> later = new ArrayList<>();

    EntryWalk(WorkerTools tools, LinkTurns turns) {
        this.tools = tools;
        this.tree = tools.tree;
        this.memory = tools.memory;
        this.facts = tools.facts;
        this.copier = tools.copier;
        this.report = tools.report;
        this.turns = turns;
        this.isMostlyKept = switch (tree.settings.existing()) {
            case UPDATE, UPDATE_DIFFERENT, KEEP -> true;
            case REPLACE, UPDATE_CONTENT, REFUSE -> false;
        };
    }

    /// Copies what was read of a directory into the memory for entries.
    ///
    /// @param isDirect whether the directory has no name yet
    void slice(TreeFolder folder, int length, boolean isDirect) {
        report.beginSlice(isDirect);
        long end = memory.entries + length;
        boolean isAllRead = folder.isNew && !tree.settings.dryRun() && tree.settings.filter() == PathFilter.ALL;
        try (SliceAhead ahead = copier.ahead(folder, end, isAllRead)) {
            entries(folder, end, isDirect, ahead);
        }
    }

    private void entries(TreeFolder folder, long end, boolean isDirect, SliceAhead ahead) {
        for (long entry = memory.entries; entry < end; entry += Sweep.recordLength(entry)) {
            tree.tally.pace.pass(0); // what has no bytes would go on in a pause
            if (tree.isCutShort()) return;
            long name = entry + Dirent.D_NAME;
            if (Sweep.isOneself(name) || PartName.isAt(name)) continue;
            ahead.at(entry);
            entry(folder, name, name, Memory.getByte(entry + Dirent.D_TYPE), isDirect);
        }
    }

    /// Copies an entry that is a piece of work by itself.
    void lone(TreeFolder folder, byte[] sourceName, byte[] targetName) {
        long target = memory.putNames(sourceName, targetName);
        entry(folder, memory.entries, target, Dirent.DT_UNKNOWN, false);
        pushLater();
    }

    /// What is for later may begin.
    void pushLater() {
        later.forEach(tree::push);
        later.clear();
    }

    /// Nobody will do these, and so nobody waits for them.
    void dropLater(TreeFolder folder) {
        for (int i = later.size(); i > 0; i--) {
            boolean _ = folder.end(); // which is not the last: the walk itself goes on
        }
        later.clear();
    }

    private void entry(TreeFolder folder, long sourceName, long targetName, int type, boolean isDirect) {
        long size = 0;
        boolean isFound = false;
        try {
            int kind = type == Dirent.DT_UNKNOWN ? kind(folder, sourceName) : type;
            if (!tree.accepts(folder, sourceName, kind == Dirent.DT_DIR)) return;
            if (kind == Dirent.DT_DIR) {
                later(folder, sourceName, targetName, TreeWorker::folder);
                return;
            }
            if (kind != Dirent.DT_REG) {
                Refused.source("status", memory.status(folder.source(), sourceName, STATUS, facts));
                isFound = true;
                tools.tally.found(0);
                turns.copy(special, folder, -1, sourceName, targetName, isDirect);
                return;
            }
            if (isMostlyKept && !folder.isNew && isKept(folder, sourceName, targetName)) return;
            int from = copier.open(folder, sourceName);
            try {
                size = facts.size;
                tools.tally.found(size);
                isFound = true;
                if (!facts.isFile()) throw Refused.because(Refused.Side.SOURCE, "is something else now");
                if (isLong()) later(folder, sourceName, targetName, TreeWorker::longFile);
                else turns.copy(file, folder, from, sourceName, targetName, isDirect);
            } finally {
                var _ = LibC.close(from);
            }
        } catch (Refused e) {
            if (isFound) tools.tally.failed(size);
            else tools.tally.found(0);
            report.failed(folder, TreeMemory.bytes(sourceName), TreeMemory.bytes(targetName), e);
        }
    }

    /// Looks whether a file has a copy that is left as it is. Of one with several names that is not
    /// all: see [LinkTurns].
    private boolean isKept(TreeFolder folder, long sourceName, long targetName) throws Refused {
        Refused.source("status", memory.status(folder.source(), sourceName, STATUS, facts));
        if (!facts.isFile() || facts.links > 1) return false;
        if (tools.replacing.look(facts, folder, targetName) != Replacement.KEEP) return false;
        tools.tally.found(facts.size);
        report.notCopied(folder, sourceName, targetName, Decision.KEEP);
        return true;
    }

    /// As a type of an entry.
    private int kind(TreeFolder folder, long name) throws Refused {
        Refused.source("status", memory.status(folder.source(), name, STATUS, facts));
        return facts.kind() >> 12; // IFTODT in dirent.h
    }

    /// What a thread does with an entry later.
    private interface Later {
        void run(TreeWorker worker, TreeFolder folder, byte[] sourceName, byte[] targetName);
    }

    private void later(TreeFolder folder, long sourceName, long targetName, Later what) {
        folder.begin();
        byte[] source = TreeMemory.bytes(sourceName);
        byte[] target = sourceName == targetName ? source : TreeMemory.bytes(targetName);
        later.add(worker -> what.run(worker, folder, source, target));
    }

    /// If to write the bytes is not enough, a short file is copied as a long one is.
    private boolean isLong() {
        boolean isMoreThanBytes = tree.settings.verified() || tree.settings.sharing() == Sharing.REQUIRED;
        return facts.size >= tree.blockBytes || (facts.size > 0 && isMoreThanBytes);
    }

    private boolean file(TreeFolder folder, int from, long sourceName, long targetName, boolean isDirect)
            throws Refused {
        Decision decision = tools.decide(folder, sourceName, targetName);
        long length = copyFile(folder, from, sourceName, targetName, isDirect, decision);
        if (length == EntryCopier.NAME_IS_TAKEN) {
            decision = tools.replacing.decide(facts, folder, sourceName, targetName);
            if (decision == Decision.COPY) decision = Decision.REPLACE; // now in any case
            length = copyFile(folder, from, sourceName, targetName, isDirect, decision);
        }
        if (length == EntryCopier.MADE_WHILE_READ) later(folder, sourceName, targetName, TreeWorker::longFile);
        return true;
    }

    /// @return negative if it is neither copied nor to be left as it is; see [EntryCopier#file]
    private long copyFile(
            TreeFolder folder, int from, long sourceName, long targetName, boolean isDirect, Decision decision)
            throws Refused {
        if (tree.settings.dryRun() || decision == Decision.KEEP || decision == Decision.KEEP_CONTENT) {
            boolean isToBecome = decision == Decision.KEEP_CONTENT && !tree.settings.dryRun();
            if (isToBecome) copier.keepFile(folder, from, targetName);
            report.notCopied(folder, sourceName, targetName, decision);
            return 0;
        }
        long length = copier.file(folder, from, targetName, isDirect, decision);
        if (length >= 0) report.copied(folder, sourceName, targetName, facts.size, length, isDirect);
        return length;
    }

    /// Anything but a directory and a file.
    private boolean special(TreeFolder folder, int none, long sourceName, long targetName, boolean isDirect)
            throws Refused {
        Decision decision = tools.decide(folder, sourceName, targetName);
        boolean isMade = decision == Decision.COPY || decision == Decision.REPLACE;
        if (isMade && !tree.settings.dryRun()) {
            copier.other(folder, sourceName, targetName, isDirect, decision);
            report.copied(folder, sourceName, targetName, 0, 0, isDirect);
        } else {
            boolean isToBecome = decision == Decision.KEEP_CONTENT && facts.isLink() && !tree.settings.dryRun();
            if (isToBecome) copier.keepLink(folder, sourceName, targetName);
            report.notCopied(folder, sourceName, targetName, decision);
        }
        return true;
    }
}
