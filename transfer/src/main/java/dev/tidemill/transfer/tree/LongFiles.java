package dev.tidemill.transfer.tree;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.transfer.Existing;
import dev.tidemill.transfer.entry.Facts;
import dev.tidemill.transfer.entry.Refused;
import dev.tidemill.transfer.entry.TreeMemory;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;

/// Copies files of a block or more, each as a piece of work by itself. One thread.
final class LongFiles {

    private final WorkerTools tools;
    private final SystemTree tree;
    private final TreeMemory memory;
    private final Facts facts;
    private final EntryReport report;
    private final LinkTurns turns;
    private final LongUpdate update;
    private final LinkTurns.Way way = this::copy;

    LongFiles(WorkerTools tools, LinkTurns turns) {
        this.tools = tools;
        this.tree = tools.tree;
        this.memory = tools.memory;
        this.facts = tools.facts;
        this.report = tools.report;
        this.turns = turns;
        this.update = new LongUpdate(tools);
    }

    /// @param folder in use
    void copy(TreeFolder folder, byte[] sourceName, byte[] targetName) throws Refused {
        long target = memory.putNames(sourceName, targetName);
        int flags = Fcntl.AT_SYMLINK_NOFOLLOW;
        Refused.source("status", memory.status(folder.source(), memory.entries, flags, facts));
        turns.copy(way, folder, -1, memory.entries, target, false);
    }

    private boolean copy(TreeFolder folder, int none, long source, long target, boolean isDirect) throws Refused {
        byte[] sourceName = TreeMemory.bytes(source);
        byte[] targetName = TreeMemory.bytes(target);
        try {
            Decision decision = folder.isNew ? Decision.COPY : update.decide(folder, sourceName, targetName, target);
            boolean isKept = decision == Decision.KEEP || decision == Decision.KEEP_CONTENT;
            if (isKept || tree.settings.dryRun()) {
                report.notCopied(folder, source, target, decision);
                return true;
            }
            LongFile file = write(folder, sourceName, targetName, target, decision);
            if (file == null) report.notCopied(folder, source, target, Decision.KEEP);
            else report.copied(folder, sourceName, targetName, file);
            return true;
        } catch (Refused e) {
            tools.tally.failed(facts.size);
            throw e;
        } catch (IOException e) {
            tools.tally.failed(facts.size);
            if (!folder.isThrownAway()) tree.failed(folder.sourcePath(sourceName), folder.targetPath(targetName), e);
            return false;
        }
    }

    /// @param target where the name of the copy is
    /// @return null if somebody was quicker, and what is there is kept
    private @Nullable LongFile write(
            TreeFolder folder, byte[] sourceName, byte[] targetName, long target, Decision decision)
            throws IOException, Refused {
        boolean isAlone = decision == Decision.COPY;
        while (true) {
            LongFile file = new LongFile(tree, folder, sourceName, targetName, tools.number, isAlone);
            try {
                file.run();
                if (!folder.isNew) tools.replacing.wrote(folder, target);
                return file;
            } catch (FileAlreadyExistsException e) {
                if (folder.isNew && tools.replacing.isFolded(folder.target(), target)) throw Replacing.clash();
                if (tree.settings.existing() == Existing.KEEP) return null;
                if (!isAlone || tree.settings.existing() == Existing.REFUSE) throw e;
                if (tools.replacing.decide(facts, folder, memory.entries, target) == Decision.KEEP) return null;
                if (tools.replacing.isCopyOf(facts)) return null;
                isAlone = false;
            }
        }
    }
}
