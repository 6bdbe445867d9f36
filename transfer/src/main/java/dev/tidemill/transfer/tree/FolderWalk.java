package dev.tidemill.transfer.tree;

import dev.tidemill.linux.LibC;
import dev.tidemill.transfer.entry.Refused;
import dev.tidemill.transfer.entry.TreeMemory;
import java.util.List;

/// Goes through a directory, about a thousand entries at a time. A new one gets its name when the
/// first of them are whole; others may go on with the rest then. One thread.
final class FolderWalk {

    /// More directories and long files do not wait: who found them goes on with these.
    private static final int MOST_WAITING = 2000;

    private final SystemTree tree;
    private final TreeMemory memory;
    private final WorkerTally tally;
    private final EntryReport report;
    private final EntryWalk entries;
    private final FolderMaker folders;

    FolderWalk(WorkerTools tools, EntryWalk entries, FolderMaker folders) {
        this.tree = tools.tree;
        this.memory = tools.memory;
        this.tally = tools.tally;
        this.report = tools.report;
        this.entries = entries;
        this.folders = folders;
    }

    /// @param folder in use by the caller, which this ends
    /// @param isFirst whether nobody else has begun with it
    void walk(TreeFolder folder, boolean isFirst) {
        try {
            boolean isNamed = !isFirst || !folder.isHidden();
            if (folder.isLeftEmpty) leaveEmpty(folder, !isNamed);
            else slices(folder, !isNamed, isFirst && folder.tries > 0);
            if (folder.isHidden() && !folder.isPublicationPending() && !folder.isFailed()) publish(folder);
        } catch (Refused e) {
            report.folderFailed(folder, e);
        } finally {
            entries.dropLater(folder);
            tally.know(false);
            folder.release();
        }
    }

    private void leaveEmpty(TreeFolder folder, boolean isHidden) {
        report.beginSlice(isHidden);
        folder.walked();
    }

    /// @param isBegunAgain whether the first slice was counted when it was done before
    private void slices(TreeFolder folder, boolean isHidden, boolean isBegunAgain) throws Refused {
        boolean isDirect = isHidden;
        boolean isSliceKnown = isBegunAgain;
        boolean isAllKnown = tree.isDurable() && folder.isMetAgain();
        while (!tree.isCutShort()) {
            int length = LibC.getdents64(folder.source(), memory.entries, TreeMemory.ENTRIES_BYTES);
            Refused.source("reading the directory", length);
            if (length == 0) {
                folder.walked();
                return;
            }
            boolean isHandedOn = !isDirect && tree.queue.isSomebodyIdle();
            if (isHandedOn) handOn(folder);
            tally.know(isSliceKnown || isAllKnown);
            isSliceKnown = false;
            entries.slice(folder, length, isDirect);
            if (isDirect) publish(folder);
            isDirect = false;
            if (folder.isFailed()) return;
            if (!isHandedOn && tree.queue.size() > MOST_WAITING) {
                handOn(folder);
                isHandedOn = true;
            }
            entries.pushLater();
            tally.tell();
            if (isHandedOn) return;
        }
    }

    private void handOn(TreeFolder folder) {
        folder.begin();
        tree.push(worker -> worker.walkOn(folder));
    }

    /// The directory gets its name, now that what is in it is whole.
    private void publish(TreeFolder folder) throws Refused {
        List<SystemTree.Named> copied = report.endSlice();
        long files = tally.sliceFiles();
        long bytes = tally.sliceBytes();
        if (tree.isDurable()) {
            folder.setPublicationPending();
            tree.publishLater(folder, copied, files, bytes);
            return;
        }
        boolean isPublished = false;
        try {
            isPublished = folders.publish(folder);
        } finally {
            if (!isPublished) tree.takeBack(folder, files, bytes);
            tree.tally.unnamed(-files, -bytes);
        }
        if (!isPublished) return;
        for (var each : copied) tree.tellCopied(folder, each.name(), each.name(), each.content());
    }
}
