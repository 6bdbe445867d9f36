package dev.tidemill.transfer.tree;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.linux.LibC;
import dev.tidemill.transfer.entry.Refused;

/// A file of a durable copy that gets its name when it is on the device.
///
/// @param part the name that it has until then
/// @param decision what was to become of what had the name
/// @param bytes of it that count as copied
/// @param content null if it is no file
record LaterFile(
        SystemTree tree,
        TreeFolder folder,
        byte[] part,
        byte[] name,
        Decision decision,
        long bytes,
        SystemTree.@Nullable Made content)
        implements GroupSync.Pending {
    @Override
    public long device() {
        return folder.targetDevice;
    }

    @Override
    public void synced(TreeWorker worker, int result) {
        WorkerTools tools = worker.tools();
        try {
            folder.use(tools.memory);
            try {
                long from = tools.memory.otherName(part);
                try {
                    Refused.target("syncfs", result);
                    tree.checkAttached();
                    tools.replacing.publish(folder, from, tools.memory.name(name), decision);
                    if (tree.areNamesWanted) tree.tellCopied(folder, name, name, content);
                } catch (Refused e) {
                    tree.takeBack(folder, 1, bytes);
                    var _ = LibC.unlinkat(folder.target(), from, 0);
                    if (!folder.isFailed()) throw e; // otherwise it is not there with its directory
                }
            } finally {
                folder.release();
            }
        } catch (Refused e) {
            if (e.isGone() && !folder.isFailed()) copyAgain();
            else tools.report.failed(folder, name, name, e);
        } finally {
            tree.tally.unnamed(-1, -bytes);
            worker.ended(folder);
        }
    }

    /// Somebody who cleans up removed it, as a part is not locked while it waits.
    private void copyAgain() {
        folder.begin();
        tree.push(worker -> worker.again(folder, name, name));
    }
}
