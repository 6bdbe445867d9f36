package dev.tidemill.transfer.entry;

import dev.tidemill.linux.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The permissions of a copy, as bits of `st_mode`.
final class Permissions {

    static final int ALL_BITS = 07777;

    /// What everybody may do with it, without the bits for special cases.
    static final int EVERYBODYS = 0777;

    private static final int OWNERS = 0700;

    /// The permissions that this process keeps from new files; all of them if nobody knows.
    static final int UMASK = umask();

    private Permissions() {}

    /// The set-user-id and set-group-id bits are for this very owner: a program must not get the
    /// rights of somebody else by being copied.
    ///
    /// @param source of what is copied
    /// @param isOwned whether the copy has the owner of its source
    static int ofCopy(int source, boolean isDirectory, boolean isOwned, boolean isModeKept) {
        if (!isModeKept) return source & EVERYBODYS & ~(UMASK == EVERYBODYS ? ~OWNERS : UMASK);
        int bits = source & ALL_BITS;
        if (isOwned) return bits;
        return bits & ~(isDirectory ? Stat.S_ISUID : Stat.S_ISUID | Stat.S_ISGID);
    }

    /// The call that tells would change them for a moment.
    private static int umask() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("Umask:"))
                    return Integer.parseInt(line.substring(6).strip(), 8);
            }
        } catch (IOException | NumberFormatException e) {
            // nothing is lost: each file is told its permissions
        }
        return EVERYBODYS;
    }
}
