package dev.tidemill.transfer.tree;

import dev.tidemill.transfer.entry.Refused;
import java.util.List;

/// A new directory of a durable copy that gets its name when what is in it is on the device.
///
/// @param copied what is in it, for whoever wants to know
/// @param files and bytes of them, that count as copied
record LaterFolder(SystemTree tree, TreeFolder folder, List<SystemTree.Named> copied, long files, long bytes)
        implements GroupSync.Pending {
    @Override
    public long device() {
        return folder.targetDevice;
    }

    @Override
    public void synced(TreeWorker worker, int result) {
        try {
            folder.use(worker.tools().memory);
            try {
                if (result < 0) folder.setFailed();
                Refused.target("syncfs", result);
                if (!worker.folders().publish(folder)) {
                    tree.takeBack(folder, files, bytes);
                    return;
                }
                for (SystemTree.Named each : copied) tree.tellCopied(folder, each.name(), each.name(), each.content());
            } finally {
                folder.release();
            }
        } catch (Refused e) {
            tree.takeBack(folder, files, bytes);
            TreeFolder parent = folder.parent;
            boolean isTold = parent != null && parent.isFailed(); // with that, which holds this
            if (!isTold) worker.tools().report.folderFailed(folder, e);
        } finally {
            tree.tally.unnamed(-files, -bytes);
            worker.ended(folder);
        }
    }
}
