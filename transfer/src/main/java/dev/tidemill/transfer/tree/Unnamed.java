package dev.tidemill.transfer.tree;

import dev.tidemill.engine.DirectoryCalls;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.transfer.entry.Refused;
import dev.tidemill.transfer.entry.TreeMemory;

/// Files of a directory that have no name before they are whole; see `O_TMPFILE` in open(2). They
/// are made in less time than those of [PartName], which need a name to be made and another one to
/// be taken away, and nobody has to remove what a killed program leaves of them.
///
/// They can only get a name that nothing has. One thread.
final class Unnamed {

    private static final int CREATE = Fcntl.O_TMPFILE | Fcntl.O_WRONLY | Fcntl.O_CLOEXEC;

    private final TreeMemory memory;

    /// The last file system that had no such files.
    private long deviceWithout;

    private boolean isSomewhereUnknown;

    /// Whether the kernel wants a path: before Linux 6.10 the descriptor is enough for the
    /// privileged alone.
    private boolean isLinkedByPath;

    Unnamed(TreeMemory memory) {
        this.memory = memory;
    }

    boolean arePossible(TreeFolder folder) {
        return !isSomewhereUnknown || folder.targetDevice != deviceWithout;
    }

    /// @param bits that it is created with
    /// @return a descriptor, or a negated errno
    int create(TreeFolder folder, int bits) {
        int fd = TreeMemory.open(folder.target(), memory.dot(), CREATE, bits);
        if (fd < 0 && !DirectoryCalls.isOutOfDescriptors(fd)) areUnknown(folder);
        return fd;
    }

    /// Gives it its name. Some file systems tell only when a file is closed that they could not
    /// write, so one of its descriptors is closed before.
    ///
    /// @return a negated errno if it has not got it: `EEXIST` if something has
    /// @throws Refused if not everything was written
    int link(int fd, TreeFolder folder, long name) throws Refused {
        int second = LibC.fcntl(fd, Fcntl.F_DUPFD_CLOEXEC, 0);
        if (second < 0) return second;
        Refused.target("close", LibC.close(second));
        int result = isLinkedByPath ? -Errno.ENOENT.number() : linkByDescriptor(fd, folder, name);
        if (result == -Errno.ENOENT.number()) {
            result = linkByPath(fd, folder, name);
            if (result >= 0) isLinkedByPath = true;
        }
        if (result < 0 && result != -Errno.EEXIST.number()) areUnknown(folder);
        return result;
    }

    private int linkByDescriptor(int fd, TreeFolder folder, long name) {
        return LibC.linkat(fd, memory.nothing(), folder.target(), name, Fcntl.AT_EMPTY_PATH);
    }

    private int linkByPath(int fd, TreeFolder folder, long name) {
        return LibC.linkat(Fcntl.AT_FDCWD, memory.pathOf(fd), folder.target(), name, Fcntl.AT_SYMLINK_FOLLOW);
    }

    /// Whatever the reason is: who makes a file with a name will find it too, and say it.
    private void areUnknown(TreeFolder folder) {
        isSomewhereUnknown = true;
        deviceWithout = folder.targetDevice;
    }
}
