package dev.tidemill.transfer.tree;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.DirectoryCalls;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Stat;
import dev.tidemill.transfer.Attribute;
import dev.tidemill.transfer.entry.EntryAttributes;
import dev.tidemill.transfer.entry.ExtendedAttributes;
import dev.tidemill.transfer.entry.Facts;
import dev.tidemill.transfer.entry.Refused;
import dev.tidemill.transfer.entry.TreeMemory;
import dev.tidemill.transfer.file.Ledger;

/// Copies one entry of a directory, which is no directory and no long file: all of it is read
/// before anything is written. One thread, which has its memory.
///
/// In a directory that has no name yet it gets its name at once; elsewhere it gets it when it is
/// whole, and until then it has none or one of [PartName].
final class EntryCopier {

    private static final int MOST_TRIES = 8;
    private static final int READ = Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK;
    private static final int CREATE =
            Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;
    private static final int FOR_OWNER_ONLY = 0600;
    private static final int BLOCK = 512; // of st_blocks

    /// It says that it is empty and is longer than a block, and nothing was done.
    static final int MADE_WHILE_READ = -1;

    /// Something has got the name meanwhile, and nothing was done.
    static final int NAME_IS_TAKEN = -2;

    private final SystemTree tree;
    private final TreeMemory memory;
    private final Facts facts;
    private final Facts later = new Facts();
    private final EntryAttributes attributes;
    private final Replacing replacing;
    private final boolean keepsHoles;
    private final Unnamed unnamed;

    /// The slice of entries that is being copied.
    private final SliceAhead ahead = new SliceAhead();

    private int noAccessTime = Fcntl.O_NOATIME;

    /// What the last copy should have and could not get.
    private @Nullable Refused lacking;

    private SystemTree.@Nullable Made content; // of the last copy

    /// @param facts where to put what the source is
    EntryCopier(SystemTree tree, TreeMemory memory, Facts facts, EntryAttributes attributes, Replacing replacing) {
        this.tree = tree;
        this.memory = memory;
        this.facts = facts;
        this.attributes = attributes;
        this.replacing = replacing;
        this.keepsHoles = tree.settings.attributes().contains(Attribute.HOLES);
        this.unnamed = new Unnamed(memory);
    }

    /// What the last copy has in it; null if it is no file.
    SystemTree.@Nullable Made content() {
        return content;
    }

    @Nullable
    Refused takeLacking() {
        Refused taken = lacking;
        lacking = null;
        return taken;
    }

    /// For the entries of a directory up to `end`, which are copied in their order.
    ///
    /// @param isAllRead whether the files among them are going to be read
    SliceAhead ahead(TreeFolder folder, long end, boolean isAllRead) {
        ahead.begin(folder.source(), end, isAllRead);
        return ahead;
    }

    /// Opens a file of the source and looks what it is.
    int open(TreeFolder folder, long name) throws Refused {
        int from = ahead.take();
        if (from < 0) from = TreeMemory.open(folder.source(), name, READ | noAccessTime, 0);
        if (DirectoryCalls.isOutOfDescriptors(from)) {
            from = tree.patiently(() -> TreeMemory.open(folder.source(), name, READ | noAccessTime, 0));
        }
        if (from == -Errno.EPERM.number() && noAccessTime != 0) {
            from = TreeMemory.open(folder.source(), name, READ, 0); // somebody else's
            if (from >= 0) noAccessTime = 0;
        }
        if (from == -Errno.EAGAIN.number()) { // somebody has a lease on it, and gives it up
            from = TreeMemory.open(folder.source(), name, READ & ~Fcntl.O_NONBLOCK, 0);
        }
        Refused.source("open", from);
        int status = memory.status(from, facts);
        if (status < 0) {
            var _ = LibC.close(from);
            Refused.source("status", status);
        }
        return from;
    }

    /// Copies a file that is open, and whose facts are known.
    ///
    /// @param isDirect whether the directory has no name yet
    /// @return its bytes, [#MADE_WHILE_READ] or [#NAME_IS_TAKEN]
    long file(TreeFolder folder, int from, long name, boolean isDirect, Decision decision) throws Refused {
        int bytes = readWhole(from);
        if (bytes < 0) return bytes;
        content = new SystemTree.Made(Ledger.digest(tree.settings, Memory.segment(memory.block, bytes)));
        boolean isUnnamed = !isDirect
                && decision == Decision.COPY
                && unnamed.arePossible(folder)
                && !tree.isSyncedLater(folder, facts);
        if (isUnnamed) {
            int result = writeUnnamed(folder, from, name, bytes);
            if (result >= 0) {
                if (!folder.isNew) replacing.wrote(folder, name);
                return bytes;
            }
            if (result == -Errno.EEXIST.number()) {
                Refused.source("lseek", LibC.lseek(from, 0, Fcntl.SEEK_SET));
                return NAME_IS_TAKEN;
            }
        }
        for (int tries = 1; ; tries++) {
            int result = writeWhole(folder, from, name, bytes, isDirect, decision);
            if (result >= 0) return bytes;
            if (tries == MOST_TRIES) Refused.target(Refused.RENAME, result); // somebody removes what is not locked
        }
    }

    /// @return bytes of a file that nobody wrote to meanwhile; negative for a long one of proc(5)
    private int readWhole(int from) throws Refused {
        for (int tries = 1; ; tries++) {
            int expected = (int) facts.size;
            int bytes = Refused.source("read", read(from, expected));
            Refused.source("status", memory.status(from, later));
            boolean isWhole = bytes < memory.blockBytes;
            if (isWhole && facts.isUnchanged(later)) return bytes;
            if (facts.size == 0 && later.size == 0 && facts.links == 1) return MADE_WHILE_READ;
            if (tries == MOST_TRIES || later.size >= memory.blockBytes) {
                throw Refused.because(Refused.Side.SOURCE, "is being written, and does not stay the same");
            }
            Refused.source("lseek", LibC.lseek(from, 0, Fcntl.SEEK_SET));
            Refused.source("status", memory.status(from, facts));
        }
    }

    /// Reads until the end, or a block.
    private int read(int from, int expected) {
        int done = 0;
        while (done < memory.blockBytes) {
            long address = memory.block + done;
            int length = memory.blockBytes - done;
            long result = done == 0
                    ? ahead.read(from, address, length, READ | noAccessTime)
                    : LibC.read(from, address, length);
            if (result == -Errno.EINTR.number()) continue;
            if (result < 0) return (int) result;
            if (result == 0) break;
            done += (int) result;
            if (done == expected) break;
        }
        return done;
    }

    /// Gives what has the content of a file, which is open, everything else that a copy would have.
    void keepFile(TreeFolder folder, int from, long name) throws Refused {
        int to = openTarget(folder, name);
        try {
            keepFile(from, to);
        } finally {
            var _ = LibC.close(to);
        }
    }

    /// @param to what has the content, open
    void keepFile(int from, int to) throws Refused {
        lacking = attributes.apply(facts, from, to, -1, -1, -1);
        if (tree.isDurable()) Refused.target("fsync", LibC.fsync(to));
    }

    /// The same for what says what a link says. Of what else cannot be opened somebody might give
    /// the name to a link, which a call by name would follow.
    void keepLink(TreeFolder folder, long from, long name) throws Refused {
        lacking = attributes.apply(facts, folder.source(), from, folder.target(), name);
    }

    /// Opens what has the name of a copy, to read it.
    static int openTarget(TreeFolder folder, long name) throws Refused {
        int flags = Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK;
        return Refused.target("open", TreeMemory.open(folder.target(), name, flags, 0));
    }

    /// @return negative if the part was removed by somebody else before it got its name
    private int writeWhole(TreeFolder folder, int from, long name, int bytes, boolean isDirect, Decision decision)
            throws Refused {
        long made = isDirect ? name : memory.newPart();
        int bits = isDirect ? attributes.bitsToCreate(facts) : FOR_OWNER_ONLY;
        int to = TreeMemory.open(folder.target(), made, CREATE, bits);
        if (DirectoryCalls.isOutOfDescriptors(to)) {
            to = tree.patiently(() -> TreeMemory.open(folder.target(), made, CREATE, bits));
        }
        if (to == -Errno.EEXIST.number() && !isDirect) return to;
        if (to == -Errno.EEXIST.number()) throw replacing.isTaken(folder, name);
        Refused.target("create", to);
        boolean isDone = false;
        try {
            try {
                fill(folder, from, to, bytes, isDirect ? bits : -1);
            } finally {
                int closed = LibC.close(to);
                to = -1;
                Refused.target("close", closed);
            }
            int result = isDirect ? 0 : publish(folder, made, name, bytes, decision);
            isDone = result >= 0;
            return result;
        } finally {
            if (!isDone) {
                var _ = LibC.unlinkat(folder.target(), made, 0);
            }
        }
    }

    /// @return negative if it has not got its name: `EEXIST` if something has that, and otherwise
    ///     it is to be written in another way
    private int writeUnnamed(TreeFolder folder, int from, long name, int bytes) throws Refused {
        int bits = attributes.bitsToCreate(facts);
        int to = unnamed.create(folder, bits);
        if (to < 0) return to;
        try {
            fill(folder, from, to, bytes, folder.hasLists ? -1 : bits); // what a list left of them
            return unnamed.link(to, folder, name);
        } finally {
            var _ = LibC.close(to); // what it could fail in is known
        }
    }

    /// @param bits that it was created with, or -1 if those are not what it is to have
    private void fill(TreeFolder folder, int from, int to, int bytes, int bits) throws Refused {
        if (folder.hasLists) ExtendedAttributes.removeInherited(to, memory);
        write(from, to, bytes);
        lacking = attributes.apply(facts, from, to, folder.targetUser, folder.targetGroup, bits);
        if (tree.isSyncedAtOnce(folder, facts)) Refused.target("fsync", LibC.fsync(to));
    }

    /// @return negative if the part is not there any more
    private int publish(TreeFolder folder, long part, long name, long bytes, Decision decision) throws Refused {
        tree.checkAttached();
        if (tree.isSyncedLater(folder, facts)) {
            tree.publishLater(folder, TreeMemory.bytes(part), TreeMemory.bytes(name), decision, bytes, content);
            return 0;
        }
        try {
            replacing.publish(folder, part, name, decision);
            return 0;
        } catch (Refused e) {
            if (e.isGone()) return e.result();
            throw e;
        }
    }

    private void write(int from, int to, int bytes) throws Refused {
        // what says that it is empty, as in proc(5), knows nothing of holes
        if (keepsHoles && facts.size > 0 && facts.blocks * BLOCK < bytes && bytes > BLOCK) {
            writeData(from, to, bytes);
        } else {
            Refused.target("write", TreeMemory.write(to, memory.block, bytes, -1));
        }
    }

    /// Writes what is not a hole; lseek(2).
    private void writeData(int from, int to, int bytes) throws Refused {
        long position = 0;
        while (position < bytes) {
            long data = LibC.lseek(from, position, Fcntl.SEEK_DATA);
            if (data == -Errno.ENXIO.number()) break; // a hole until the end
            Refused.source("lseek", Math.min(data, 0));
            long hole = LibC.lseek(from, data, Fcntl.SEEK_HOLE);
            Refused.source("lseek", Math.min(hole, 0));
            long end = Math.min(hole, bytes);
            if (data >= end) break; // it was cut meanwhile, which the times will tell
            Refused.target("write", TreeMemory.write(to, memory.block + data, end - data, data));
            position = end;
        }
        Refused.target("ftruncate", LibC.ftruncate(to, bytes));
    }

    /// Copies what is not opened: a link as what it says, a pipe, a socket, a device.
    void other(TreeFolder folder, long from, long name, boolean isDirect, Decision decision) throws Refused {
        content = null;
        for (int tries = 1; ; tries++) {
            long made = isDirect ? name : memory.newPart();
            int result = make(folder, from, made);
            if (result == -Errno.EEXIST.number() && isDirect) throw replacing.isTaken(folder, name);
            if (result == -Errno.EEXIST.number() && tries < MOST_TRIES) continue;
            Refused.target("create", result);
            boolean isDone = false;
            try {
                lacking = attributes.apply(facts, folder.source(), from, folder.target(), made);
                isDone = isDirect || publish(folder, made, name, 0, decision) >= 0;
                if (isDone) return;
                if (tries == MOST_TRIES) throw Refused.because(Refused.Side.TARGET, "somebody removes its part");
            } finally {
                if (!isDone) {
                    var _ = LibC.unlinkat(folder.target(), made, 0);
                }
            }
        }
    }

    private int make(TreeFolder folder, long from, long made) throws Refused {
        if (facts.isLink()) {
            int capacity = TreeMemory.ATTRIBUTE_BYTES;
            int length = LibC.readlinkat(folder.source(), from, memory.attributeValue, capacity - 1);
            Refused.source("readlink", length);
            Memory.putByte(memory.attributeValue + length, (byte) 0);
            return LibC.symlinkat(memory.attributeValue, folder.target(), made);
        }
        boolean isDevice = facts.kind() == Stat.S_IFCHR || facts.kind() == Stat.S_IFBLK;
        int device = isDevice ? Stat.makedev(facts.deviceMajor, facts.deviceMinor) : 0;
        return LibC.mknodat(folder.target(), made, facts.kind() | FOR_OWNER_ONLY, device);
    }

    /// Gives a copy that is there one more name.
    ///
    /// @return false if it can have no more
    boolean link(SystemTree.LinkedName copy, TreeFolder folder, long name) throws Refused {
        TreeFolder first = copy.folder();
        content = facts.isFile() ? new SystemTree.Made(copy.digest()) : null;
        first.use(memory);
        try {
            for (int tries = 1; ; tries++) {
                long made = memory.newPart();
                int result = LibC.linkat(first.target(), memory.otherName(copy.name()), folder.target(), made, 0);
                if (result == -Errno.EMLINK.number() || result == -Errno.EXDEV.number()) return false;
                // another run replaced the copy after it was found here and before it was linked to
                if (result == -Errno.ENOENT.number() && tries < MOST_TRIES) continue;
                Refused.target("link", result);
                if (publishLink(folder, made, name, tries)) return true;
            }
        } finally {
            first.release();
        }
    }

    /// @return false if the part was removed by somebody else before it got its name
    private boolean publishLink(TreeFolder folder, long made, long name, int tries) throws Refused {
        try {
            replacing.publish(folder, made, name, Decision.COPY);
            return true;
        } catch (Refused e) {
            if (e.isGone() && tries < MOST_TRIES) return false;
            throw e;
        } finally {
            var _ = LibC.unlinkat(folder.target(), made, 0); // still there if the name was one of it already
        }
    }
}
