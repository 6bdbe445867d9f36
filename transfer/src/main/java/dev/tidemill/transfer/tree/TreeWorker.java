package dev.tidemill.transfer.tree;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.linux.Dirent;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.transfer.Existing;
import dev.tidemill.transfer.PathFilter;
import dev.tidemill.transfer.Sharing;
import dev.tidemill.transfer.entry.EntryAttributes;
import dev.tidemill.transfer.entry.Facts;
import dev.tidemill.transfer.entry.PartName;
import dev.tidemill.transfer.entry.Refused;
import dev.tidemill.transfer.entry.TreeMemory;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One thread of a [SystemTree], and what it has of its own. It takes a directory at a time, about
/// a thousand entries: what threads have to agree about costs more than a small file.
final class TreeWorker implements AutoCloseable {

    /// More directories and long files do not wait: who found them goes on with these.
    private static final int MOST_WAITING = 2000;

    private static final long TOLD_BYTES = 1 << 20;

    private final SystemTree tree;
    private final int number;
    final TreeMemory memory;
    private final Facts facts = new Facts();
    private final EntryAttributes attributes;
    private final Replacing replacing;
    private final EntryCopier copier;
    private final FolderMaker folders;

    /// What was found in a slice and is for later.
    private final List<TreeQueue.Piece> children = new ArrayList<>();

    /// What was copied into a directory that has no name yet; for the listener.
    private @Nullable List<SystemTree.Named> names;

    /// Whether the entry was counted when it was met before.
    private boolean isKnown;

    private long sliceFiles;
    private long sliceBytes;

    /// Whether the slice goes into a directory that has no name yet.
    private boolean isUnnamed;

    /// Of the file that was copied last, or kept; null if nobody knows.
    private SystemTree.@Nullable Made content;

    // What the tally does not know yet.

    private long foundFiles;
    private long foundBytes;
    private long files;
    private long kept;
    private long missingBytes;
    private long bytes;

    TreeWorker(SystemTree tree, int number) {
        this.tree = tree;
        this.number = number;
        this.memory = new TreeMemory(tree.blockBytes);
        this.attributes = new EntryAttributes(memory, tree.settings);
        this.replacing = new Replacing(memory, tree.settings);
        this.copier = new EntryCopier(tree, memory, facts, attributes, replacing);
        this.folders = new FolderMaker(tree, memory, replacing);
    }

    @Override
    public void close() {
        memory.close();
    }

    void run() {
        for (TreeQueue.Piece piece = tree.queue.take(); piece != null; piece = tree.queue.take()) {
            try {
                piece.run(this);
            } catch (Throwable t) {
                tree.broken(t);
            } finally {
                tell();
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
            failed(parent, sourceName, targetName, e);
        } finally {
            ended(parent);
        }
    }

    /// A directory that somebody else has begun with.
    void walkOn(TreeFolder folder) {
        try {
            folder.use(memory);
        } catch (Refused e) {
            folderFailed(folder, e);
            ended(folder);
            return;
        }
        walk(folder, false);
    }

    /// @param folder in use by the caller, which this ends
    private void walk(TreeFolder folder, boolean isFirst) {
        try {
            boolean isNamed = !isFirst || !folder.isHidden();
            if (!folder.isLeftEmpty) slices(folder, !isNamed, isFirst && folder.tries > 0);
            else folder.walked();
            if (folder.isHidden() && !folder.isPublicationPending() && !folder.isFailed()) publish(folder);
        } catch (Refused e) {
            folderFailed(folder, e);
        } finally {
            dropChildren(folder);
            isKnown = false;
            folder.release();
            ended(folder);
        }
    }

    /// Nobody will do these, and so nobody waits for them.
    private void dropChildren(TreeFolder folder) {
        for (int i = children.size(); i > 0; i--) {
            boolean _ = folder.end(); // which is not the last: the walk itself goes on
        }
        children.clear();
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
            isKnown = isSliceKnown || isAllKnown;
            isSliceKnown = false;
            slice(folder, length, isDirect);
            if (isDirect) publish(folder);
            isDirect = false;
            if (folder.isFailed()) return;
            if (!isHandedOn && tree.queue.size() > MOST_WAITING) {
                handOn(folder);
                isHandedOn = true;
            }
            children.forEach(tree::push);
            children.clear();
            tell();
            if (isHandedOn) return;
        }
    }

    private void handOn(TreeFolder folder) {
        folder.begin();
        tree.push(worker -> worker.walkOn(folder));
    }

    private void slice(TreeFolder folder, int length, boolean isDirect) {
        if (isDirect && tree.areNamesWanted) names = new ArrayList<>();
        sliceFiles = 0;
        sliceBytes = 0;
        isUnnamed = isDirect;
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

    /// A root of the copy, of whatever kind.
    void root(TreeFolder base, byte[] sourceName, byte[] targetName) {
        try {
            if (tree.isCutShort()) return;
            base.use(memory);
            try {
                long name = memory.name(sourceName);
                Refused.source("status", memory.status(base.source(), name, Fcntl.AT_SYMLINK_NOFOLLOW, facts));
                if (facts.isDirectory()) {
                    base.begin();
                    folder(base, sourceName, targetName);
                } else {
                    lone(base, sourceName, targetName);
                }
            } finally {
                base.release();
            }
        } catch (Refused e) {
            failed(base, sourceName, targetName, e);
        } finally {
            ended(base);
        }
    }

    /// An entry that is a piece of work by itself.
    private void lone(TreeFolder folder, byte[] sourceName, byte[] targetName) {
        long target = putNames(sourceName, targetName);
        entry(folder, memory.entries, target, Dirent.DT_UNKNOWN, false);
        children.forEach(tree::push);
        children.clear();
    }

    /// Puts the names where the entries are, which are not in use now: there they stay while others
    /// come and go.
    ///
    /// @return where that of the target is; that of the source is the first
    private long putNames(byte[] sourceName, byte[] targetName) {
        Memory.putCString(memory.entries, sourceName);
        long target = memory.entries + sourceName.length + 1;
        Memory.putCString(target, targetName);
        return target;
    }

    private void entry(TreeFolder folder, long sourceName, long targetName, int type, boolean isDirect) {
        long size = 0;
        boolean isFound = false;
        try {
            int kind = type == Dirent.DT_UNKNOWN ? kind(folder, sourceName) : type;
            if (!tree.accepts(folder, sourceName, kind == Dirent.DT_DIR)) return;
            if (kind == Dirent.DT_DIR) {
                folder.begin();
                byte[] name = TreeMemory.bytes(sourceName);
                byte[] target = sourceName == targetName ? name : TreeMemory.bytes(targetName);
                children.add(worker -> worker.folder(folder, name, target));
                return;
            }
            if (kind != Dirent.DT_REG) {
                int flags = Fcntl.AT_SYMLINK_NOFOLLOW | Fcntl.AT_NO_AUTOMOUNT;
                Refused.source("status", memory.status(folder.source(), sourceName, flags, facts));
                isFound = true;
                found(0);
                special(folder, sourceName, targetName, isDirect);
                return;
            }
            int from = copier.open(folder, sourceName);
            try {
                size = facts.size;
                found(size);
                isFound = true;
                if (!facts.isFile()) throw Refused.because(Refused.Side.SOURCE, "is something else now");
                file(folder, from, sourceName, targetName, isDirect);
            } finally {
                var _ = LibC.close(from);
            }
        } catch (Refused e) {
            if (isFound) missingBytes += size;
            else found(0);
            failed(folder, TreeMemory.bytes(sourceName), TreeMemory.bytes(targetName), e);
        }
    }

    private void found(long size) {
        if (isKnown) return;
        foundFiles++;
        foundBytes += size;
    }

    /// As a type of an entry.
    private int kind(TreeFolder folder, long name) throws Refused {
        int flags = Fcntl.AT_SYMLINK_NOFOLLOW | Fcntl.AT_NO_AUTOMOUNT;
        Refused.source("status", memory.status(folder.source(), name, flags, facts));
        return facts.kind() >> 12; // IFTODT in dirent.h
    }

    private void file(TreeFolder folder, int from, long sourceName, long targetName, boolean isDirect) throws Refused {
        if (facts.size >= tree.blockBytes || (facts.size > 0 && isMoreThanBytes())) {
            later(folder, sourceName, targetName);
            return;
        }
        HardLinks<SystemTree.LinkedName, TreeQueue.Piece>.File links = facts.links > 1 ? tree.links(facts) : null;
        if (links != null && !isTurnToCopy(links, folder, sourceName, targetName, isDirect)) return;
        boolean isDone = false;
        content = null;
        try {
            Decision decision = decide(folder, sourceName, targetName);
            long length = copyFile(folder, from, sourceName, targetName, isDirect, decision);
            if (length == EntryCopier.NAME_IS_TAKEN) {
                decision = replacing.decide(facts, folder, sourceName, targetName);
                if (decision == Decision.COPY) decision = Decision.REPLACE; // now in any case
                length = copyFile(folder, from, sourceName, targetName, isDirect, decision);
            }
            if (length == EntryCopier.MADE_WHILE_READ) later(folder, sourceName, targetName);
            isDone = true;
        } finally {
            if (links != null) linksEnded(links, folder, targetName, isDone, content);
        }
    }

    /// @return negative if it is neither copied nor to be left as it is; see [EntryCopier#file]
    private long copyFile(
            TreeFolder folder, int from, long sourceName, long targetName, boolean isDirect, Decision decision)
            throws Refused {
        if (tree.settings.dryRun() || decision == Decision.KEEP) {
            content = notCopied(folder, sourceName, targetName, decision);
            return 0;
        }
        long length = copier.file(folder, from, targetName, isDirect, decision);
        if (length < 0) return length;
        content = copier.content();
        copied(folder, sourceName, targetName, length, isDirect);
        return length;
    }

    private void later(TreeFolder folder, long sourceName, long targetName) {
        folder.begin();
        byte[] source = TreeMemory.bytes(sourceName);
        byte[] target = sourceName == targetName ? source : TreeMemory.bytes(targetName);
        children.add(worker -> worker.longFile(folder, source, target));
    }

    /// Whether to write the bytes is not enough: then a short file is copied as a long one is.
    private boolean isMoreThanBytes() {
        return tree.settings.verified() || tree.settings.sharing() == Sharing.REQUIRED;
    }

    private Decision decide(TreeFolder folder, long sourceName, long targetName) throws Refused {
        return folder.isNew ? Decision.COPY : replacing.decide(facts, folder, sourceName, targetName);
    }

    private void linksEnded(
            HardLinks<SystemTree.LinkedName, TreeQueue.Piece>.File links,
            TreeFolder folder,
            long targetName,
            boolean isDone,
            SystemTree.@Nullable Made content) {
        String digest = content == null ? null : content.digest();
        List<TreeQueue.Piece> next = isDone
                ? tree.links.copied(links, new SystemTree.LinkedName(folder, TreeMemory.bytes(targetName), digest))
                : tree.links.failed(links);
        next.forEach(tree::push);
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
        switch (turn) {
            case COPY -> {
                return true;
            }
            case LATER -> {
                return false;
            }
            case LINK -> {
                SystemTree.LinkedName first = links.copy();
                Decision decision = decide(folder, sourceName, targetName);
                boolean isKept = decision == Decision.KEEP
                        && tree.settings.existing() == Existing.KEEP; // what is as new is still to be linked
                if (isKept || tree.settings.dryRun()) {
                    var _ = notCopied(folder, sourceName, targetName, decision);
                    return false;
                }
                if (!copier.link(first, folder, targetName)) return true; // a file of its own, then
                copied(folder, sourceName, targetName, 0, isDirect);
                return false;
            }
        }
        return true;
    }

    /// An entry that was met before: a further name of a file when its first one is done, or one
    /// that somebody removed before it had its name.
    void again(TreeFolder folder, byte[] source, byte[] target) {
        try {
            if (tree.isCutShort()) return;
            folder.use(memory);
            isKnown = true;
            try {
                lone(folder, source, target);
            } finally {
                isKnown = false;
                folder.release();
            }
        } catch (Refused e) {
            failed(folder, source, target, e);
        } finally {
            ended(folder);
        }
    }

    private void special(TreeFolder folder, long sourceName, long targetName, boolean isDirect) throws Refused {
        HardLinks<SystemTree.LinkedName, TreeQueue.Piece>.File links = facts.links > 1 ? tree.links(facts) : null;
        if (links != null && !isTurnToCopy(links, folder, sourceName, targetName, isDirect)) return;
        boolean isDone = false;
        try {
            Decision decision = decide(folder, sourceName, targetName);
            boolean isMade = decision == Decision.COPY || decision == Decision.REPLACE;
            if (isMade && !tree.settings.dryRun()) {
                copier.other(folder, sourceName, targetName, isDirect);
                copiedSpecial(folder, sourceName, targetName, isDirect);
            } else {
                var _ = notCopied(folder, sourceName, targetName, decision);
            }
            isDone = true;
        } finally {
            if (links != null) linksEnded(links, folder, targetName, isDone, null);
        }
    }

    private void copiedSpecial(TreeFolder folder, long sourceName, long targetName, boolean isDirect) {
        facts.size = 0;
        copied(folder, sourceName, targetName, 0, isDirect);
    }

    private void copied(TreeFolder folder, long sourceName, long targetName, long length, boolean isDirect) {
        files++;
        sliceFiles++;
        bytes += length;
        sliceBytes += length;
        missingBytes += facts.size - length;
        if (bytes >= TOLD_BYTES || !isDirect) tell(); // what has its name counts, should the next one hang
        Refused lacking = copier.takeLacking();
        if (lacking != null) failed(folder, TreeMemory.bytes(sourceName), TreeMemory.bytes(targetName), lacking);
        if (!tree.areNamesWanted) return;
        if (isDirect) {
            if (names != null) names.add(new SystemTree.Named(TreeMemory.bytes(sourceName), copier.content()));
        } else if (!tree.isSyncedLater(folder, facts)) {
            tree.tellCopied(folder, TreeMemory.bytes(sourceName), TreeMemory.bytes(targetName), copier.content());
        }
    }

    /// It was kept as it is, or would have been copied.
    ///
    /// @return what is in it, if it was kept and that is known
    private SystemTree.@Nullable Made notCopied(
            TreeFolder folder, long sourceName, long targetName, Decision decision) {
        files++;
        boolean isKept = decision == Decision.KEEP || decision == Decision.KEEP_CONTENT;
        if (isKept) {
            kept++;
            missingBytes += facts.isFile() ? facts.size : 0;
            if (tree.ledger == null) return null;
            Path source = folder.sourcePath(TreeMemory.bytes(sourceName));
            return new SystemTree.Made(tree.recordKept(source, folder.targetPath(TreeMemory.bytes(targetName))));
        }
        if (tree.areNamesWanted)
            tree.tellCopied(folder, TreeMemory.bytes(sourceName), TreeMemory.bytes(targetName), null);
        return null;
    }

    /// A file of a block or more.
    void longFile(TreeFolder folder, byte[] sourceName, byte[] targetName) {
        try {
            if (tree.isCutShort()) return;
            folder.use(memory);
            try {
                longFileIn(folder, sourceName, targetName);
            } finally {
                folder.release();
            }
        } catch (Refused e) {
            failed(folder, sourceName, targetName, e);
        } finally {
            ended(folder);
        }
    }

    private void longFileIn(TreeFolder folder, byte[] sourceName, byte[] targetName) throws Refused {
        long target = putNames(sourceName, targetName);
        int flags = Fcntl.AT_SYMLINK_NOFOLLOW;
        Refused.source("status", memory.status(folder.source(), memory.entries, flags, facts));
        HardLinks<SystemTree.LinkedName, TreeQueue.Piece>.File links = facts.links > 1 ? tree.links(facts) : null;
        if (links != null && !isTurnToCopy(links, folder, memory.entries, target, false)) return;
        content = null;
        boolean isDone = false;
        try {
            Decision decision = decide(folder, memory.entries, target);
            if (tree.settings.dryRun() || decision == Decision.KEEP) {
                content = notCopied(folder, memory.entries, target, decision);
            } else {
                LongFile file = longFile(folder, sourceName, targetName, target, decision);
                if (file == null) {
                    content = notCopied(folder, memory.entries, target, Decision.KEEP);
                    isDone = true;
                    return;
                }
                long length = file.length();
                IOException lacking = file.lacking();
                if (lacking != null) tree.failed(file.source(), file.target(), lacking);
                files++;
                missingBytes += facts.size - length;
                content = new SystemTree.Made(file.digest());
                if (tree.areNamesWanted) tree.tellCopied(folder, sourceName, targetName, content);
            }
            isDone = true;
        } catch (IOException e) {
            missingBytes += facts.size;
            if (!folder.isThrownAway()) tree.failed(folder.sourcePath(sourceName), folder.targetPath(targetName), e);
        } finally {
            if (links != null) linksEnded(links, folder, target, isDone, content);
        }
    }

    /// @param target where [#putNames] put its name
    /// @return null if somebody was quicker, and what is there is kept
    private @Nullable LongFile longFile(
            TreeFolder folder, byte[] sourceName, byte[] targetName, long target, Decision decision)
            throws IOException, Refused {
        boolean isAlone = decision == Decision.COPY;
        while (true) {
            LongFile file = new LongFile(tree, folder, sourceName, targetName, number, isAlone);
            try {
                file.run();
                if (!folder.isNew) replacing.wrote(folder, target);
                return file;
            } catch (FileAlreadyExistsException e) {
                if (folder.isNew && replacing.isFolded(folder.target(), target)) throw Replacing.clash();
                if (tree.settings.existing() == Existing.KEEP) return null;
                if (!isAlone || tree.settings.existing() == Existing.REFUSE) throw e;
                if (replacing.decide(facts, folder, memory.entries, target) == Decision.KEEP) return null;
                if (replacing.isCopyOf(facts)) return null;
                isAlone = false;
            }
        }
    }

    /// The directory gets its name, now that what is in it is whole.
    private void publish(TreeFolder folder) throws Refused {
        tell();
        isUnnamed = false;
        List<SystemTree.Named> copied = names == null ? List.of() : names;
        names = null;
        if (tree.isDurable()) {
            folder.setPublicationPending();
            tree.publishLater(folder, copied, sliceFiles, sliceBytes);
        } else {
            boolean isPublished = false;
            try {
                isPublished = folders.publish(folder);
            } finally {
                if (!isPublished) takeBack(folder, sliceFiles, sliceBytes);
                tree.tally.unnamed(-sliceFiles, -sliceBytes);
            }
            if (!isPublished) return;
            for (var each : copied) tree.tellCopied(folder, each.name(), each.name(), each.content());
        }
    }

    /// They were copied, and have no name in the end, unless that is done again.
    void takeBack(TreeFolder folder, long files, long bytes) {
        tree.tally.filesDone(-files, folder.isThrownAway() ? 0 : bytes);
        tree.transferred(-bytes);
    }

    FolderMaker folders() {
        return folders;
    }

    Replacing replacing() {
        return replacing;
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
            folderFailed(folder, e);
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
        EntryAttributes given = isComplete ? attributes : attributes.withoutTimes();
        Refused lacking = given.apply(folder.facts, folder.source(), folder.target(), -1, -1, -1);
        if (lacking != null) folderFailed(folder, lacking);
    }

    void folderFailed(TreeFolder folder, Refused e) {
        if (folder.isThrownAway()) return;
        Path source = folder.sourcePath(null);
        Path target = folder.targetPath(null);
        tree.failed(source, target, e.toException(source, target));
    }

    void failed(TreeFolder folder, byte[] sourceName, byte[] targetName, Refused e) {
        if (folder.isThrownAway()) return;
        Path source = folder.sourcePath(sourceName);
        Path target = folder.targetPath(targetName);
        tree.failed(source, target, e.toException(source, target));
    }

    /// Adds up what was done since the last time.
    void tell() {
        if (isUnnamed) tree.tally.unnamed(files, bytes);
        if (foundFiles != 0 || foundBytes != 0) tree.tally.found.add(foundFiles, foundBytes);
        if (files != 0 || missingBytes != 0) tree.tally.filesDone(files, missingBytes);
        if (kept != 0) tree.tally.filesKept(kept);
        if (bytes != 0) tree.transferred(bytes);
        foundFiles = 0;
        foundBytes = 0;
        files = 0;
        kept = 0;
        missingBytes = 0;
        bytes = 0;
    }
}
