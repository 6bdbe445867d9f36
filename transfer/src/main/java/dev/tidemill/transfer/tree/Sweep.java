package dev.tidemill.transfer.tree;

import dev.tidemill.linux.Dirent;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.transfer.entry.Facts;
import dev.tidemill.transfer.entry.PartName;
import dev.tidemill.transfer.entry.Presence;
import dev.tidemill.transfer.entry.TreeMemory;
import dev.tidemill.transfer.file.Leftovers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Removes what killed programs left in a directory: entries that have a name of [PartName] and
/// that nobody holds locked; see [Leftovers].
///
/// A directory of such a name is one that a [TreeFolder] was to become: it holds files of any name,
/// and directories that are like it. One that holds anything else is nobody's leftover, and stays.
final class Sweep {

    private static final int OPEN =
            Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK;

    private Sweep() {}

    /// What cannot be removed stays for the next time: nobody's copy fails because of it.
    ///
    /// Who does so is at work there from now on: see [Presence].
    ///
    /// @param directory open for reading, and read by nobody else
    /// @return whether something is there that a large copy can continue, and that stays until then
    static boolean directory(int directory, TreeMemory memory) {
        Presence.announce(directory, memory);
        boolean isShared = Presence.isSomebodyIn(directory, memory);
        boolean areRests = false;
        for (Found found : list(directory, memory, true)) {
            if (found.name.length != PartName.LENGTH) {
                areRests = true;
                continue;
            }
            if (isShared && found.type != Dirent.DT_DIR) continue;
            long name = memory.name(found.name);
            switch (found.type) {
                case Dirent.DT_DIR -> folder(directory, found.name, memory);
                case Dirent.DT_REG, Dirent.DT_LNK, Dirent.DT_UNKNOWN ->
                    Leftovers.remove(Path.of("/proc/self/fd/" + directory, found.text()));
                default -> {
                    var _ = LibC.unlinkat(directory, name, 0);
                }
            }
        }
        return areRests;
    }

    private record Found(byte[] name, int type) {
        String text() {
            return new String(name, StandardCharsets.US_ASCII);
        }
    }

    private static List<Found> list(int directory, TreeMemory memory, boolean partsOnly) {
        List<Found> found = new ArrayList<>();
        while (true) {
            int bytes = LibC.getdents64(directory, memory.entries, TreeMemory.ENTRIES_BYTES);
            if (bytes <= 0) return found;
            long end = memory.entries + bytes;
            for (long entry = memory.entries; entry < end; entry += recordLength(entry)) {
                long name = entry + Dirent.D_NAME;
                if (partsOnly ? PartName.isAt(name) : !isOneself(name)) {
                    found.add(new Found(TreeMemory.bytes(name), Memory.getByte(entry + Dirent.D_TYPE)));
                }
            }
        }
    }

    static int recordLength(long entry) {
        return Short.toUnsignedInt(Memory.getShort(entry + Dirent.D_RECLEN));
    }

    /// Whether it is `.` or `..`.
    static boolean isOneself(long name) {
        if (Memory.getByte(name) != '.') return false;
        byte second = Memory.getByte(name + 1);
        return second == 0 || (second == '.' && Memory.getByte(name + 2) == 0);
    }

    /// Whether what was opened by this name still has it: whoever fills a directory unlocks it when
    /// it has its final name.
    private static boolean hasName(int folder, int directory, byte[] name, TreeMemory memory) {
        Facts opened = new Facts();
        Facts named = new Facts();
        return memory.status(folder, opened) >= 0
                && memory.status(directory, memory.name(name), Fcntl.AT_SYMLINK_NOFOLLOW, named) >= 0
                && opened.isSameFileAs(named);
    }

    /// Removes such a directory with what is in it, if nobody fills it.
    ///
    /// @return false if it is still there
    static boolean folder(int directory, byte[] name, TreeMemory memory) {
        return folder(directory, name, memory, false);
    }

    /// The same by the one who filled it, and does so no more. Who has it locked now is somebody
    /// else who sweeps, and who may have found it in use a moment ago, and leave it.
    static boolean ownFolder(int directory, byte[] name, TreeMemory memory) {
        return folder(directory, name, memory, true);
    }

    private static boolean folder(int directory, byte[] name, TreeMemory memory, boolean isOwn) {
        int folder = TreeMemory.open(directory, memory.name(name), OPEN, 0);
        if (folder < 0) return folder == -Errno.ENOENT.number();
        try {
            int locked = LibC.flock(folder, Fcntl.LOCK_EX | Fcntl.LOCK_NB);
            if (locked < 0 && !isOwn) return false; // somebody fills it
            if (!hasName(folder, directory, name, memory)) return false; // it was published just now
            List<Found> entries = list(folder, memory, false);
            for (Found entry : entries) {
                if (entry.type == Dirent.DT_DIR && !PartName.matches(Path.of(entry.text()))) return false;
            }
            for (Found entry : entries) {
                if (entry.type == Dirent.DT_DIR) {
                    if (!folder(folder, entry.name, memory, isOwn)) return false;
                } else if (!isGone(LibC.unlinkat(folder, memory.name(entry.name), 0))) {
                    return false;
                }
            }
            return isGone(LibC.unlinkat(directory, memory.name(name), Fcntl.AT_REMOVEDIR)); // under the lock
        } finally {
            var _ = LibC.close(folder);
        }
    }

    /// Whether it is removed, be it by somebody else.
    private static boolean isGone(int result) {
        return result >= 0 || result == -Errno.ENOENT.number();
    }
}
