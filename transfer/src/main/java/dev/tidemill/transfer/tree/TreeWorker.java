package dev.tidemill.transfer.tree;

import dev.tidemill.linux.Fcntl;
import dev.tidemill.transfer.entry.EntryAttributes;
import dev.tidemill.transfer.entry.Refused;
import dev.tidemill.transfer.entry.TreeMemory;

/// One thread of a [SystemTree], and what it does: a directory at a time, about a thousand entries,
/// as what threads have to agree about costs more than a small file; and the end of each.
final class TreeWorker implements AutoCloseable {

    private final SystemTree tree;
    private final WorkerTools tools;
    private final TreeMemory memory;
    private final EntryReport report;
    private final FolderMaker folders;
    private final EntryWalk entries;
    private final FolderWalk walk;
    private final LongFiles longFiles;

    /// @param number of the thread
    TreeWorker(SystemTree tree, int number) {
        this.tree = tree;
        this.tools = new WorkerTools(tree, number);
        this.memory = tools.memory;
        this.report = tools.report;
        LinkTurns turns = new LinkTurns(tools);
        this.folders = new FolderMaker(tree, memory, tools.replacing);
        this.entries = new EntryWalk(tools, turns);
        this.walk = new FolderWalk(tools, entries, folders);
        this.longFiles = new LongFiles(tools, turns);
    }

    @Override
    public void close() {
        tools.close();
    }

    WorkerTools tools() {
        return tools;
    }

    FolderMaker folders() {
        return folders;
    }

    void run() {
        for (TreeQueue.Piece piece = tree.queue.take(); piece != null; piece = tree.queue.take()) {
            try {
                piece.run(this);
            } catch (Throwable t) {
                tree.broken(t);
            } finally {
                tools.tally.tell();
                tree.queue.done();
            }
        }
    }

    /// A directory that was found.
    void folder(TreeFolder parent, byte[] sourceName, byte[] targetName) {
        folder(parent, sourceName, targetName, 0);
    }

    /// @param tries how often somebody else has made it meanwhile
    private void folder(TreeFolder parent, byte[] sourceName, byte[] targetName, int tries) {
        try {
            if (tree.isCutShort()) return;
            parent.use(memory);
            TreeFolder folder;
            try {
                folder = folders.open(parent, sourceName, targetName, tries);
            } finally {
                parent.release();
            }
            parent.begin();
            walk(folder, true);
        } catch (Refused e) {
            report.failed(parent, sourceName, targetName, e);
        } finally {
            ended(parent);
        }
    }

    /// A directory that somebody else has begun with.
    void walkOn(TreeFolder folder) {
        try {
            folder.use(memory);
        } catch (Refused e) {
            report.folderFailed(folder, e);
            ended(folder);
            return;
        }
        walk(folder, false);
    }

    private void walk(TreeFolder folder, boolean isFirst) {
        try {
            walk.walk(folder, isFirst);
        } finally {
            ended(folder);
        }
    }

    /// A root of the copy, of whatever kind.
    void root(TreeFolder base, byte[] sourceName, byte[] targetName) {
        in(base, sourceName, targetName, () -> {
            long name = memory.name(sourceName);
            Refused.source("status", memory.status(base.source(), name, Fcntl.AT_SYMLINK_NOFOLLOW, tools.facts));
            if (tools.facts.isDirectory()) {
                base.begin();
                folder(base, sourceName, targetName);
            } else {
                entries.lone(base, sourceName, targetName);
            }
        });
    }

    /// An entry that was met before: a further name of a file when its first one is done, or one
    /// that somebody removed before it had its name.
    void again(TreeFolder folder, byte[] sourceName, byte[] targetName) {
        in(folder, sourceName, targetName, () -> {
            tools.tally.know(true);
            try {
                entries.lone(folder, sourceName, targetName);
            } finally {
                tools.tally.know(false);
            }
        });
    }

    /// A file of a block or more.
    void longFile(TreeFolder folder, byte[] sourceName, byte[] targetName) {
        in(folder, sourceName, targetName, () -> longFiles.copy(folder, sourceName, targetName));
    }

    private interface EntryWork {
        void run() throws Refused;
    }

    /// Does something with an entry of a directory, which is in use meanwhile, and then done.
    private void in(TreeFolder folder, byte[] sourceName, byte[] targetName, EntryWork work) {
        try {
            if (tree.isCutShort()) return;
            folder.use(memory);
            try {
                work.run();
            } finally {
                folder.release();
            }
        } catch (Refused e) {
            report.failed(folder, sourceName, targetName, e);
        } finally {
            ended(folder);
        }
    }

    /// One entry of a directory is done, which may have been the last of it, and it the last of its
    /// parent.
    void ended(TreeFolder folder) {
        for (TreeFolder last = folder; last != null && last.end(); last = last.parent) {
            if (last.parent != null) finish(last);
        }
    }

    private void finish(TreeFolder folder) {
        try {
            folder.use(memory);
            try {
                folder.reopenParent(memory);
                if (folder.isFailed()) {
                    folders.sweep(folder); // what was being done in it when it failed is done
                    if (folder.isToBeDoneAgain()) doAgain(folder);
                    return;
                }
                if (folder.target() >= 0 && !tree.settings.dryRun()) complete(folder);
                if (!folder.isWalked() || tree.wasCutShort()) return;
                tree.tally.directoryDone();
                if (tree.areNamesWanted) tree.tellFolder(folder);
            } finally {
                folder.finished();
                folder.release();
            }
        } catch (Refused e) {
            report.folderFailed(folder, e);
        }
    }

    private void doAgain(TreeFolder folder) {
        TreeFolder parent = folder.parent;
        if (parent == null || parent.isThrownAway()) return;
        parent.begin();
        int tries = folder.tries + 1;
        tree.push(worker -> worker.folder(parent, folder.sourceName, folder.targetName, tries));
    }

    /// If something is missing, its time would say that it is complete.
    private void complete(TreeFolder folder) throws Refused {
        boolean isComplete = folder.isWalked() && !tree.wasCutShort();
        if (isComplete && folder.hasRests) folder.removeRests(); // before it gets its times
        EntryAttributes given = isComplete ? tools.attributes : tools.attributes.withoutTimes();
        Refused lacking = given.apply(folder.facts, folder.source(), folder.target(), -1, -1, -1);
        if (lacking != null) report.folderFailed(folder, lacking);
    }
}
