package dev.tidemill.transfer.tree;

import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.transfer.entry.ExtendedAttributes;
import dev.tidemill.transfer.entry.Facts;
import dev.tidemill.transfer.entry.Presence;
import dev.tidemill.transfer.entry.Refused;
import dev.tidemill.transfer.entry.TreeMemory;

/// Opens a directory of the tree, and opens or makes its copy. One thread.
final class FolderMaker {

    private static final int MOST_TRIES = 8;
    private static final int FOR_OWNER_ONLY = 0700;

    private final SystemTree tree;
    private final TreeMemory memory;
    private final Replacing replacing;
    private final ExtendedAttributes attributes;
    private final Facts there = new Facts();

    FolderMaker(SystemTree tree, TreeMemory memory, Replacing replacing) {
        this.tree = tree;
        this.memory = memory;
        this.replacing = replacing;
        this.attributes = new ExtendedAttributes(memory, tree.settings);
    }

    /// @param parent in use
    /// @param tries how often it was done before, and thrown away
    /// @return in use
    TreeFolder open(TreeFolder parent, byte[] sourceName, byte[] targetName, int tries) throws Refused {
        long name = memory.name(sourceName);
        int from = Refused.source("open", tree.patiently(() -> TreeFolder.openSource(parent.source(), name, false)));
        boolean isDone = false;
        try {
            Facts facts = new Facts();
            Refused.source("status", memory.status(from, facts));
            if (tree.isTarget(facts)) {
                throw Refused.because(Refused.Side.SOURCE, "a directory is not copied into itself");
            }
            TreeFolder folder = isThere(parent, targetName, tries)
                    ? added(parent, sourceName, targetName, facts, from)
                    : made(parent, sourceName, targetName, facts, from);
            folder.sourceDevice = facts.device;
            folder.tries = tries;
            boolean isRoot = parent.parent == null;
            folder.isLeftEmpty = tree.settings.oneFileSystem() && !isRoot && facts.device != parent.sourceDevice;
            if (isRoot && folder.target() >= 0) tree.addTarget(folder);
            isDone = true;
            return folder;
        } finally {
            if (!isDone) {
                var _ = LibC.close(from);
            }
        }
    }

    /// A link to a directory is used as one only where the user named it.
    private boolean isThere(TreeFolder parent, byte[] targetName, int tries) throws Refused {
        if ((parent.isNew && tries == 0) || parent.target() < 0) return false;
        int flags = parent.parent == null ? 0 : Fcntl.AT_SYMLINK_NOFOLLOW;
        int result = memory.status(parent.target(), memory.name(targetName), flags, there);
        if (result == -Errno.ENOENT.number()) return false;
        Refused.target("status", result);
        if (!there.isDirectory()) throw Refused.because(Refused.Side.TARGET, "is there, and is not a directory");
        return true;
    }

    private TreeFolder added(TreeFolder parent, byte[] sourceName, byte[] targetName, Facts facts, int from)
            throws Refused {
        long name = memory.name(targetName);
        boolean isFollowed = parent.parent == null;
        int to = Refused.target("open", tree.patiently(() -> TreeFolder.openTarget(parent.target(), name, isFollowed)));
        boolean isDone = false;
        try {
            TreeFolder folder = new TreeFolder(parent, sourceName, targetName, facts, false);
            Refused.target("status", memory.status(to, there));
            folder.targetDevice = there.device;
            folder.targetNumber = there.number;
            if (there.isSameFileAs(facts)) {
                throw Refused.because(Refused.Side.SOURCE, "a directory is not copied into itself");
            }
            // a number alone may be that of one that was thrown away, and another run's now
            if (!tree.isFirstCopyTo(folder) && replacing.isFolded(parent.target(), memory.name(targetName))) {
                throw Replacing.clash();
            }
            folder.hasLists = attributes.list(to) > 0;
            if (tree.isDurable()) tree.sync.know(there.device, to);
            if (!tree.settings.dryRun()) folder.hasRests = Sweep.directory(to, memory);
            folder.opened(from, to);
            isDone = true;
            return folder;
        } finally {
            if (!isDone) {
                var _ = LibC.close(to);
            }
        }
    }

    private TreeFolder made(TreeFolder parent, byte[] sourceName, byte[] targetName, Facts facts, int from)
            throws Refused {
        TreeFolder folder = new TreeFolder(parent, sourceName, targetName, facts, true);
        if (tree.settings.dryRun()) {
            folder.opened(from, -1);
            return folder;
        }
        for (int tries = 1; ; tries++) {
            int result = tryToMake(parent, folder, from);
            if (result >= 0) return folder;
            if (tries == MOST_TRIES) Refused.target("mkdir", result); // somebody removes it at once
        }
    }

    /// @return negative if somebody had the name, or removed it before it was locked
    private int tryToMake(TreeFolder parent, TreeFolder folder, int from) throws Refused {
        long part = memory.newPart();
        int made = LibC.mkdirat(parent.target(), part, FOR_OWNER_ONLY);
        if (made == -Errno.EEXIST.number()) return made;
        Refused.target("mkdir", made);
        int to = tree.patiently(() -> TreeFolder.openTarget(parent.target(), part, false));
        if (to == -Errno.EACCES.number()) { // see below; nobody else knows the name
            var _ = LibC.fchmodat(parent.target(), part, FOR_OWNER_ONLY);
            to = tree.patiently(() -> TreeFolder.openTarget(parent.target(), part, false));
        }
        if (to == -Errno.ENOENT.number()) return to;
        boolean isDone = false;
        try {
            Refused.target("open", to);
            int locked = LibC.flock(to, Fcntl.LOCK_EX | Fcntl.LOCK_NB); // not where there are no locks
            if (locked == -Errno.EAGAIN.number()) return locked;
            Refused.target("status", memory.status(to, there));
            if (there.links == 0) return -Errno.ENOENT.number();
            folder.targetDevice = there.device;
            folder.targetNumber = there.number;
            folder.targetUser = there.user;
            folder.targetGroup = there.group;
            // the umask, or the access list that it inherits, may keep even its owner out
            if (!there.permits(FOR_OWNER_ONLY)) {
                var _ = LibC.fchmod(to, FOR_OWNER_ONLY);
            }
            if (attributes.list(to) > 0) ExtendedAttributes.removeInherited(to, memory);
            if (tree.isDurable()) tree.sync.know(there.device, to);
            folder.hide(TreeMemory.bytes(part));
            tree.isCopiedTo(folder);
            folder.opened(from, to);
            isDone = true;
            return 0;
        } finally {
            if (!isDone) {
                if (to >= 0) {
                    var _ = LibC.close(to);
                }
                var _ = LibC.unlinkat(parent.target(), part, Fcntl.AT_REMOVEDIR);
            }
        }
    }

    /// Gives it its name; nobody else's directory gets lost by that. If somebody else has made one
    /// of that name meanwhile, as another run of the same copy does, what was done here is thrown
    /// away: what has not been told of is as if it had not been, and the directory is done once
    /// more, as one that was there.
    ///
    /// @param folder in use
    /// @return false if it has none: it is to be done once more, or the directory it was to be in
    ///     has failed, and who was told of that knows what it means for what is in it
    boolean publish(TreeFolder folder) throws Refused {
        byte[] hidden = folder.hiddenName();
        TreeFolder parent = folder.parent;
        if (hidden == null || parent == null) return true;
        parent.use(memory);
        try {
            long from = memory.name(hidden);
            long to = memory.otherName(folder.targetName);
            int directory = parent.target();
            boolean isParentThere = !parent.isFailed() && !tree.tally.isDetached();
            int result = isParentThere
                    ? LibC.renameat2(directory, from, directory, to, Fcntl.RENAME_NOREPLACE)
                    : -Errno.ENOENT.number();
            if (result == -Errno.EINVAL.number()) {
                result = memory.status(directory, to, Fcntl.AT_SYMLINK_NOFOLLOW, there);
                result = result >= 0 ? -Errno.EEXIST.number() : LibC.renameat2(directory, from, directory, to, 0);
            }
            if (result >= 0) Presence.announce(folder.target(), memory);
            folder.unlock();
            if (result >= 0) {
                folder.published().forEach(Runnable::run);
                return true;
            }
            boolean isThere = result == -Errno.EEXIST.number() || result == -Errno.ENOTEMPTY.number();
            boolean isSweptAway = isParentThere && result == -Errno.ENOENT.number();
            boolean isAgain = folder.tries < MOST_TRIES && (isSweptAway || (isThere && isDirectory(directory, to)));
            if (isAgain) folder.setToBeDoneAgain();
            else folder.setFailed();
            tree.isNotCopiedTo(folder);
            Sweep.folder(directory, hidden, memory);
            if (isAgain) return false;
            if (isParentThere) Refused.target("giving it its name", result);
            return false;
        } finally {
            parent.release();
        }
    }

    /// Removes what cannot have its name, with what is in it. Nobody fills it any more.
    void sweep(TreeFolder folder) throws Refused {
        byte[] hidden = folder.hiddenName();
        TreeFolder parent = folder.parent;
        if (hidden == null || parent == null) return;
        folder.unlock();
        parent.use(memory);
        try {
            boolean _ = Sweep.ownFolder(parent.target(), hidden, memory);
        } finally {
            parent.release();
        }
    }

    private boolean isDirectory(int directory, long name) {
        return memory.status(directory, name, Fcntl.AT_SYMLINK_NOFOLLOW, there) >= 0 && there.isDirectory();
    }
}
