package dev.tidemill.transfer.tree;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.entry.Facts;
import dev.tidemill.transfer.entry.Refused;
import dev.tidemill.transfer.entry.TreeMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What has become of each entry, for the tally, the listener and the manifest. One thread.
final class EntryReport {

    private final SystemTree tree;
    private final Facts facts;
    private final EntryCopier copier;
    private final WorkerTally tally;

    /// What was copied into a directory that has no name yet; null if nobody wants to know.
    private @Nullable List<SystemTree.Named> unnamed;

    /// Of the file that was copied last, or kept; null if nobody knows.
    private SystemTree.@Nullable Made content;

    /// @param facts of the entry
    EntryReport(SystemTree tree, Facts facts, EntryCopier copier, WorkerTally tally) {
        this.tree = tree;
        this.facts = facts;
        this.copier = copier;
        this.tally = tally;
    }

    /// The next entries of a directory.
    ///
    /// @param isUnnamed whether it has no name yet
    void beginSlice(boolean isUnnamed) {
        tally.beginSlice(isUnnamed);
        if (isUnnamed && tree.areNamesWanted) unnamed = new ArrayList<>();
    }

    /// The slice is done.
    ///
    /// @return what is to be told of when the directory has its name
    List<SystemTree.Named> endSlice() {
        tally.endSlice();
        List<SystemTree.Named> copied = unnamed == null ? List.of() : unnamed;
        unnamed = null;
        return copied;
    }

    /// The next file: of that nobody knows yet what is in it.
    void begin() {
        content = null;
    }

    /// What is in the file that was copied last, or kept; null if nobody knows.
    SystemTree.@Nullable Made content() {
        return content;
    }

    /// @param length of it that was copied
    /// @param isDirect whether the directory has no name yet
    void copied(TreeFolder folder, long sourceName, long targetName, long size, long length, boolean isDirect) {
        content = copier.content();
        tally.copied(size, length, !isDirect);
        reportLacking(folder, sourceName, targetName);
        if (!tree.areNamesWanted) return;
        if (isDirect) {
            if (unnamed != null) unnamed.add(new SystemTree.Named(TreeMemory.bytes(sourceName), content));
        } else if (!tree.isSyncedLater(folder, facts)) {
            tree.tellCopied(folder, TreeMemory.bytes(sourceName), TreeMemory.bytes(targetName), content);
        }
    }

    void copied(TreeFolder folder, byte[] sourceName, byte[] targetName, LongFile file) {
        content = new SystemTree.Made(file.digest());
        if (file.lacking() != null) tree.failed(file.source(), file.target(), file.lacking());
        tally.copiedLong(facts.size, file.length());
        if (tree.areNamesWanted) tree.tellCopied(folder, sourceName, targetName, content);
    }

    /// It was kept, or would have been copied.
    void notCopied(TreeFolder folder, long sourceName, long targetName, Decision decision) {
        content = null;
        if (decision == Decision.KEEP || decision == Decision.KEEP_CONTENT) {
            tally.kept(facts.isFile() ? facts.size : 0);
            reportLacking(folder, sourceName, targetName);
            if (tree.ledger == null) return;
            Path source = folder.sourcePath(TreeMemory.bytes(sourceName));
            Path target = folder.targetPath(TreeMemory.bytes(targetName));
            content = new SystemTree.Made(tree.recordKept(source, target));
            return;
        }
        tally.wouldBeCopied();
        if (tree.areNamesWanted) {
            tree.tellCopied(folder, TreeMemory.bytes(sourceName), TreeMemory.bytes(targetName), null);
        }
    }

    private void reportLacking(TreeFolder folder, long sourceName, long targetName) {
        Refused lacking = copier.takeLacking();
        if (lacking != null) failed(folder, TreeMemory.bytes(sourceName), TreeMemory.bytes(targetName), lacking);
    }

    void failed(TreeFolder folder, byte[] sourceName, byte[] targetName, Refused e) {
        if (folder.isThrownAway()) return;
        Path source = folder.sourcePath(sourceName);
        Path target = folder.targetPath(targetName);
        tree.failed(source, target, e.toException(source, target));
    }

    void folderFailed(TreeFolder folder, Refused e) {
        if (folder.isThrownAway()) return;
        Path source = folder.sourcePath(null);
        Path target = folder.targetPath(null);
        tree.failed(source, target, e.toException(source, target));
    }
}
