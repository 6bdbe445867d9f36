package dev.tidemill.transfer.tree;

import dev.tidemill.transfer.entry.EntryAttributes;
import dev.tidemill.transfer.entry.Facts;
import dev.tidemill.transfer.entry.Refused;
import dev.tidemill.transfer.entry.TreeMemory;

/// What a thread of a [SystemTree] has of its own.
final class WorkerTools implements AutoCloseable {

    final SystemTree tree;
    final int number; // of the thread
    final TreeMemory memory;
    final Facts facts = new Facts(); // of the entry that is being copied
    final EntryAttributes attributes;
    final Replacing replacing;
    final EntryCopier copier;
    final WorkerTally tally;
    final EntryReport report;

    WorkerTools(SystemTree tree, int number) {
        this.tree = tree;
        this.number = number;
        this.memory = new TreeMemory(tree.blockBytes);
        this.attributes = new EntryAttributes(memory, tree.settings);
        this.replacing = new Replacing(memory, tree.settings);
        this.copier = new EntryCopier(tree, memory, facts, attributes, replacing);
        this.tally = new WorkerTally(tree);
        this.report = new EntryReport(tree, facts, copier, tally);
    }

    /// What is done about the entry that is being copied.
    Decision decide(TreeFolder folder, long sourceName, long targetName) throws Refused {
        return folder.isNew ? Decision.COPY : replacing.decide(facts, folder, sourceName, targetName);
    }

    @Override
    public void close() {
        memory.close();
    }
}
